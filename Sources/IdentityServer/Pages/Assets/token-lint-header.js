// The lint rules about a token's header and its signature.

import { algorithms } from "./token-algorithms.js";
import { member, textMember } from "./token-json.js";
import { famousSecrets } from "./token-lint-rules.js";

const textParameters = ["alg", "kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"];
const registered = new Set([...textParameters, "jwk", "x5c", "crit", "enc", "zip"]);
const isNone = alg => /^none$/i.test(alg ?? "");
const isText = node => node?.kind === "string";

/** What kind of token it is: `access`, `id`, or `other`, to which the rules for access tokens do not apply. */
export function tokenKind(header, claims) {
    const type = textMember(header, "typ");
    if (type === undefined || /^(?:application\/)?jwt$/i.test(type)) {
        return ["nonce", "at_hash", "c_hash"].some(name => member(claims, name) !== undefined) ? "id" : "access";
    }
    return /^(?:application\/)?at\+jwt$/i.test(type) ? "access" : "other";
}

/** Every rule about the header alone, and about what it repeats of the claims. */
export function lintHeader(header, { isEncrypted, kind, claims = null }, report) {
    lintTypes(header, report);
    lintAlgorithm(header, isEncrypted, report);
    lintExtensions(header, report);
    if (kind !== "other") lintKeyReferences(header, isEncrypted, report);
    lintKeyID(textMember(header, "kid"), report);
    if (!isEncrypted) lintType(header, kind, report);
    if (member(header, "zip") !== undefined) report("compressed_content");
    for (const name of ["iss", "sub", "aud"]) {
        const [one, other] = [member(header, name), member(claims, name)];
        if (claims && one !== undefined && !areEqual(one, other)) report("replicated_claim_differs");
    }
}

/** Whether two nodes say the same. */
export function areEqual(one, other) {
    if (one === undefined || other === undefined || one.kind !== other.kind) return false;
    switch (one.kind) {
    case "string": return one.text === other.text;
    case "array":
        return one.elements.length === other.elements.length && one.elements.every((node, index) => areEqual(node, other.elements[index]));
    case "object":
        return one.members.length === other.members.length && one.members.every(entry => areEqual(entry.value, member(other, entry.name)));
    default: return one.value === other.value;
    }
}

function lintTypes(header, report) {
    for (const { name, value } of header.members) {
        const isRight = textParameters.includes(name) ? isText(value)
            : name === "jwk" ? value.kind === "object"
                : name === "x5c" ? value.kind === "array" && value.elements.every(isText)
                    : name === "b64" ? value.kind === "literal" && value.value !== null : true;
        if (!isRight) report("header_parameter_type");
    }
}

function lintAlgorithm(header, isEncrypted, report) {
    const node = member(header, "alg");
    if (node === undefined) report("algorithm_missing");
    if (!isText(node)) return;
    const alg = node.text;
    if (isNone(alg)) report("algorithm_none");
    else if (isEncrypted) {
        if (alg === "RSA1_5") report("weak_encryption");
    } else if (!algorithms.has(alg)) report("algorithm_unregistered");
    else if (alg.startsWith("HS")) report("algorithm_symmetric");
    else if (alg.startsWith("RS")) report("algorithm_pkcs1");
}

function lintExtensions(header, report) {
    const crit = member(header, "crit");
    if (crit !== undefined) {
        const names = crit.elements?.map(one => one.text) ?? [];
        const isWellFormed = crit.kind === "array" && names.length > 0 && new Set(names).size === names.length
            && crit.elements.every(isText) && names.every(name => !registered.has(name) && member(header, name) !== undefined);
        report(isWellFormed ? "critical_header" : "critical_malformed");
    }
    if (member(header, "b64")?.value === false) report("unencoded_payload");
}

function lintKeyReferences(header, isEncrypted, report) {
    if (["jku", "x5u"].some(name => member(header, name) !== undefined)) report("key_address");
    if (["jwk", "x5c"].some(name => member(header, name) !== undefined)) report("embedded_key");
    const jwk = member(header, "jwk");
    if (["d", "k", "p", "q", "dp", "dq", "qi", "oth"].some(name => member(jwk, name) !== undefined)) report("embedded_private_key");
    const alg = textMember(header, "alg");
    if (member(header, "kid") === undefined && !isNone(alg)) report("key_id_missing");
}

function lintKeyID(kid, report) {
    if (kid === undefined) return;
    if (new TextEncoder().encode(kid).length > 255) report("key_id_long");
    const isAttack = kid.startsWith("/") || kid.includes("..") || /%2e|%2f|%00/i.test(kid)
        || /['"`;|&$<>*()\\\u0000-\u001f\u007f]/.test(kid);
    if (isAttack) report("key_id_suspicious");
}

function lintType(header, kind, report) {
    if (kind === "id") report("id_token");
    if (kind === "other") report("other_type");
    const node = member(header, "typ");
    if (node === undefined) report("type_missing");
    else if (kind === "access" && /^(?:application\/)?jwt$/i.test(node.text ?? "")) report("type_generic");
    else if (/^application\/at\+jwt$/i.test(node.text ?? "")) report("type_prefix");
}

/** The rules about the signature, which is there, perhaps empty. */
export function lintSignature(header, signature, report) {
    const alg = textMember(header, "alg");
    if (alg === undefined) return;
    if (isNone(alg)) {
        if (signature.length > 0) report("unsecured_with_signature");
        return;
    }
    if (signature.length === 0) {
        report("signature_missing");
        return;
    }
    const algorithm = algorithms.get(alg);
    if (!algorithm) return;
    if (algorithm.kty === "RSA") {
        if (signature.length < 256) report("signature_length");
        return;
    }
    const length = algorithm.signatureBytes ?? algorithm.hashBytes;
    if (signature.length !== length) {
        report(algorithm.kty === "EC" && isDER(signature) ? "der_signature" : "signature_length");
    } else if (algorithm.kty === "EC") {
        const isZero = half => signature.subarray(half * length / 2, (half + 1) * length / 2).every(byte => byte === 0);
        if (isZero(0) || isZero(1)) report("zero_signature");
    }
}

/** Whether bytes are a sequence of two integers in DER. */
function isDER(bytes) {
    if (bytes[0] !== 0x30) return false;
    const start = bytes[1] === 0x81 ? 3 : 2;
    if (bytes[start - 1] !== bytes.length - start || bytes[start] !== 0x02) return false;
    const second = start + 2 + bytes[start + 1];
    return bytes[second] === 0x02 && second + 2 + bytes[second + 1] === bytes.length;
}

/** Whether the token is signed by a secret that stands in tutorials; without WebCrypto nobody can tell. */
export async function lintFamousSecret(header, signingInput, signature, report, subtle = globalThis.crypto?.subtle) {
    const algorithm = algorithms.get(textMember(header, "alg"));
    if (algorithm?.kty !== "oct" || signature.length !== algorithm.hashBytes || !subtle) return;
    const block = algorithm.hashBytes === 32 ? 64 : 128;
    for (const secret of famousSecrets) {
        // WebCrypto refuses the empty key; HMAC fills every key up with zeros to the hash's block.
        const padded = new Uint8Array(block);
        const bytes = new TextEncoder().encode(secret);
        const key = await subtle.importKey("raw", bytes.length > 0 ? bytes : padded, algorithm.importing, false, ["verify"]);
        if (await subtle.verify("HMAC", key, signature, signingInput)) {
            report("famous_secret");
            return;
        }
    }
}
