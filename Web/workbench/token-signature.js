// Checks a signature (RFC 7515 §5.2) with the browser's own WebCrypto.

import { algorithms } from "./token-algorithms.js";

/**
 * Checks the signature of a token by one key.
 * @param {{alg: string, signingInput: Uint8Array, signature: Uint8Array}} signed - What is signed, and how.
 * @param {object} key - The key, which fits the algorithm.
 * @param {SubtleCrypto} [subtle] - WebCrypto; a page that came by plain HTTP has none.
 * @returns {Promise<{state: "verified"|"wrong"|"unsupported", words: string}>}
 */
export async function checkSignature({ alg, signingInput, signature }, key, subtle = globalThis.crypto?.subtle) {
    const algorithm = algorithms.get(alg);
    if (!subtle) return { state: "unsupported", words: "Browsers give WebCrypto only to pages that came by HTTPS or from localhost." };
    if (algorithm.signatureBytes !== undefined && signature.length !== algorithm.signatureBytes) {
        return { state: "wrong", words: `A signature by ${alg} has ${algorithm.signatureBytes} bytes; this has ${signature.length}.` };
    }
    let imported;
    try {
        imported = key.kty === "oct"
            ? await subtle.importKey("raw", key.secret, algorithm.importing, false, ["verify"])
            : await subtle.importKey("jwk", key.jwk, algorithm.importing, false, ["verify"]);
    } catch (error) {
        const isUnknown = error.name === "NotSupportedError";
        return { state: "unsupported", words: isUnknown ? `This browser does not know ${alg}.` : "This browser rejects the key: it is not a valid key of its kind." };
    }
    const isRight = await subtle.verify(algorithm.verifying, imported, signature, signingInput);
    return isRight ? { state: "verified", words: "" } : { state: "wrong", words: "The signature is not one of this key over this header and these claims." };
}
