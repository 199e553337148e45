// Brings the parts together: from a token and keys to facts, and from facts and expectations to a judgement. No DOM here.

import { algorithms } from "./token-algorithms.js";
import { member, textMember } from "./token-json.js";
import { chooseKey } from "./token-keys.js";
import { checkSignature } from "./token-signature.js";
import { StatusFault, statusAt, statusReference } from "./token-status.js";

/**
 * What key and signature say.
 * @param {object} decoded - What `decodeToken` gave.
 * @param {{list: object[], fault: string|null}} keys - The keys, or why there are none.
 * @returns {Promise<{choice: object|null, signature: object|null}>}
 */
export async function checkKeyAndSignature(decoded, keys) {
    const alg = textMember(decoded.header?.node, "alg");
    if (decoded.header?.node?.kind !== "object" || !algorithms.has(alg) || keys.fault !== null) return { choice: null, signature: null };
    const choice = chooseKey(decoded.header.node, keys.list);
    // A key that a verifier leaves out, such as one too short, is tried all the same: that tells whose token it is.
    if (!choice.key || choice.rule === "algorithm" || !decoded.signature.bytes) return { choice, signature: null };
    return { choice, signature: await checkSignature({ alg, signingInput: decoded.signingInput, signature: decoded.signature.bytes }, choice.key) };
}

/**
 * What is known of the status.
 * @param {object} decoded - What `decodeToken` gave.
 * @param {(uri: string) => {list: object|null, fault: string|null, words: string}} listOf - What is at hand for a list's address.
 */
export function statusFact(decoded, listOf) {
    let reference;
    try {
        reference = statusReference(decoded.payload?.node);
    } catch (error) {
        if (!(error instanceof StatusFault)) throw error;
        return { state: "unavailable", words: error.message, value: null, reference: null };
    }
    if (!reference) return { state: "none", words: "", value: null, reference: null };
    const { list, fault, words } = listOf(reference.uri);
    if (fault !== null) return { state: "unavailable", words: fault, value: null, reference };
    if (list === null) return { state: "unknown", words, value: null, reference };
    return { state: "known", words: `Index ${reference.index} is valid.`, value: statusAt(list, reference.index), reference, list };
}

/** The claim `iss`, or undefined. */
export const issuerOf = decoded => {
    const node = member(decoded?.payload?.node, "iss");
    return node?.kind === "string" ? node.text : undefined;
};
