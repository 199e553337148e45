// The lint rules about a token's header and its signature.

import { algorithms } from "./token-algorithms.js";
import { member, members, textMember } from "./token-json.js";
import { famousSecrets } from "./token-lint-rules.js";

const textParameters = ["alg", "kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"];
const registeredParameters = new Set([...textParameters, "jwk", "x5c", "crit"]);
/** Names of members in which a JWK holds what must stay secret. */
export const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
/** The registered signature algorithms, with the lengths of their signatures in bytes; RSA's depends on the key. */
const signatureLengths = new Map([
    ["HS256", [32]], ["HS384", [48]], ["HS512", [64]], ["ES256", [64]], ["ES384", [96]], ["ES512", [132]], ["ES256K", [64]],
    ["EdDSA", [64, 114]], ["Ed25519", [64]], ["Ed448", [114]],
    ["RS256", null], ["RS384", null], ["RS512", null], ["PS256", null], ["PS384", null], ["PS512", null],
]);
const shortestRSA = 256;

const lowered = text => text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase());
const isText = node => node?.kind === "string";
const isNone = alg => alg !== undefined && lowered(alg) === "none";

/** A media type as `typ` and `cty` name it: in small letters and without `application/` (RFC 7515 §4.1.9). */
export const mediaType = text => text === undefined ? undefined : lowered(text).replace(/^application\//, "");

/** What kind of token it is: `access`, `id`, or `other`, to which the rules for access tokens do not apply. */
export function tokenKind(header, claims) {
    switch (mediaType(textMember(header, "typ"))) {
    case "at+jwt": return "access";
    case undefined:
    case "jwt": return ["nonce", "at_hash", "c_hash"].some(name => member(claims, name) !== undefined) ? "id" : "access";
    default: return "other";
    }
}

/** Every rule about the header alone, and about what it repeats of the claims. */
export function lintHeader(header, { isEncrypted, kind, claims }, report) {
    if (kind === "id") report("id_token");
    if (!header) return;
    lintTypes(header, report);
    lintAlgorithm(header, isEncrypted, report);
    lintExtensions(header, report);
    lintKeyReferences(header, isEncrypted, report);
    lintKeyID(textMember(header, "kid"), report);
    lintType(header, kind, report);
    if (!isEncrypted && mediaType(textMember(header, "cty")) === "jwt") report("nested_token");
    if (member(header, "zip") !== undefined) report("compressed_content");
    for (const name of ["iss", "sub", "aud"]) {
        const repeated = member(header, name);
        if (claims && !isEncrypted && repeated !== undefined && !areEqual(repeated, member(claims, name))) report("replicated_claim_differs");
    }
}

/** Whether two nodes say the same. */
function areEqual(one, other) {
    if (one === undefined || other === undefined || one.kind !== other.kind) return false;
    switch (one.kind) {
    case "string": return one.text === other.text;
    case "array":
        return one.elements.length === other.elements.length && one.elements.every((node, index) => areEqual(node, other.elements[index]));
    case "object":
        return members(one).length === members(other).length && members(one).every(entry => areEqual(entry.value, member(other, entry.name)));
    default: return one.value === other.value;
    }
}

function lintTypes(header, report) {
    for (const { name, value } of members(header)) {
        const isRight = textParameters.includes(name) ? isText(value)
            : name === "jwk" ? value.kind === "object"
                : name === "x5c" ? value.kind === "array" && value.elements.every(isText)
                    : name === "b64" ? typeof value.value === "boolean" : true;
        if (!isRight) report("header_parameter_type");
    }
}

function lintAlgorithm(header, isEncrypted, report) {
    const alg = textMember(header, "alg");
    if (isEncrypted) {
        if (alg === "RSA1_5") report("weak_encryption");
        return;
    }
    if (member(header, "alg") === undefined) report("algorithm_missing");
    if (alg === undefined) return;
    if (isNone(alg)) report("algorithm_none");
    if (!signatureLengths.has(alg) && mediaType(alg) !== "none") report("algorithm_unregistered");
    if (algorithms.get(alg)?.kty === "oct") report("algorithm_symmetric");
    if (["RS256", "RS384", "RS512"].includes(alg)) report("algorithm_pkcs1");
}

function lintExtensions(header, report) {
    const critical = member(header, "crit");
    if (critical !== undefined) {
        const names = critical.elements?.map(one => one.text) ?? [];
        const isWellFormed = names.length > 0 && new Set(names).size === names.length && critical.elements.every(isText)
            && names.every(name => !registeredParameters.has(name) && member(header, name) !== undefined);
        report(isWellFormed ? "critical_header" : "critical_malformed");
    }
    if (member(header, "b64")?.value === false) report("unencoded_payload");
}

function lintKeyReferences(header, isEncrypted, report) {
    const has = name => member(header, name) !== undefined;
    if (has("jku") || has("x5u")) report("key_address");
    // A DPoP proof carries its key by design (RFC 9449 §4.2).
    if (mediaType(textMember(header, "typ")) !== "dpop+jwt" && (has("jwk") || has("x5c"))) report("embedded_key");
    if (secretMembers.some(name => member(member(header, "jwk"), name) !== undefined)) report("embedded_private_key");
    if (!isEncrypted && !isNone(textMember(header, "alg")) && !has("kid") && !has("jwk")) report("key_id_missing");
}

function lintKeyID(kid, report) {
    if (kid === undefined) return;
    if (/[\u0000-\u001f\u007f'";|\\<>()*$%&`]/.test(kid) || kid.includes("../") || /^(?:\/|file:)/.test(kid)) report("key_id_suspicious");
    if ([...kid].length > 255) report("key_id_long");
}

function lintType(header, kind, report) {
    if (kind === "other") report("other_type");
    const type = textMember(header, "typ");
    if (member(header, "typ") === undefined) report("type_missing");
    if (kind === "access" && mediaType(type) === "jwt") report("type_generic");
    if (type !== undefined && lowered(type).startsWith("application/")) report("type_prefix");
}

/** The rules about the signature, which is there, perhaps empty. */
export function lintSignature(header, signature, report) {
    const alg = textMember(header, "alg");
    if (alg === undefined) return;
    if (signature.length === 0) {
        if (!isNone(alg)) report("signature_missing");
        return;
    }
    if (isNone(alg)) report("unsecured_with_signature");
    if (!signatureLengths.has(alg)) return;
    const lengths = signatureLengths.get(alg);
    const isRight = lengths === null ? signature.length >= shortestRSA : lengths.includes(signature.length);
    if (!isRight) {
        report(alg.startsWith("ES") && isDER(signature) ? "der_signature" : "signature_length");
    } else if (alg.startsWith("ES")) {
        const half = signature.length / 2;
        const isZero = part => part.every(byte => byte === 0);
        if (isZero(signature.subarray(0, half)) || isZero(signature.subarray(half))) report("zero_signature");
    }
}

/** Whether bytes begin as a sequence in DER that is as long as they are. */
function isDER(bytes) {
    return bytes[0] === 0x30 && (bytes.length < 130 ? bytes[1] === bytes.length - 2 : bytes[1] === 0x81 && bytes[2] === (bytes.length - 3 & 0xff));
}

/** Whether the token is signed by a secret that stands in tutorials; without WebCrypto nobody can tell. */
export async function lintFamousSecret(header, signed, signature, report, subtle = globalThis.crypto?.subtle) {
    const algorithm = algorithms.get(textMember(header, "alg"));
    if (algorithm?.kty !== "oct" || signature.length !== algorithm.hashBytes || !subtle) return;
    const block = algorithm.hashBytes === 32 ? 64 : 128;
    for (const secret of famousSecrets) {
        // WebCrypto refuses the empty key; HMAC fills every key up with zeros to the hash's block.
        const bytes = secret === "" ? new Uint8Array(block) : new TextEncoder().encode(secret);
        const key = await subtle.importKey("raw", bytes, algorithm.importing, false, ["verify"]);
        if (await subtle.verify("HMAC", key, signature, signed)) {
            report("famous_secret");
            return;
        }
    }
}
