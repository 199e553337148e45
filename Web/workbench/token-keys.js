// The keys by which tokens are verified: read from a JWK Set, a JWK (RFC 7517), PEM, or a secret that a person types.

import { algorithms, fits, isSameAlgorithm } from "./token-algorithms.js";
import { decodeBase64URL, encodeBase64URL } from "./token-base64url.js";
import { PEMFault, readPEM } from "./token-der.js";
import { JSONFault, member, readJSONText, textMember } from "./token-json.js";
import { secondsOf } from "./token-time.js";

/** Why a text gives no keys. */
export class KeysFault extends Error {}

/** What is wrong with one key, said of the key: "its …". */
class KeyFault extends Error {}

/** The members that hold a secret, in any type of key (RFC 7518 §6). */
const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const coordinateBytes = { "P-256": 32, "P-384": 48, "P-521": 66, Ed25519: 32 };

/**
 * Reads a JWK Set, one JWK, or PEM.
 * @returns {object[]} Keys: `kid`, `alg`, `kty`, `crv`, `bits`, `jwk` (public members only), `secret` (of `oct`), `created` and
 *   `expires` (seconds, when the set tells), `isPrivate`, and `problem`: why a verifier leaves it out, or null.
 * @throws {KeysFault}
 */
export function readKeys(text) {
    const trimmed = text.trim();
    if (trimmed === "") throw new KeysFault("There is no key yet.");
    try {
        if (trimmed.startsWith("-----BEGIN")) return readPEM(trimmed).map(jwk => makeKey(jwk));
        const { value, duplicates } = readJSONText(trimmed, { bytes: 1 << 20, depth: 32, members: 10000 });
        if (duplicates.length > 0) throw new KeysFault(`The key set names the member “${duplicates[0]}” twice.`);
        const entries = member(value, "keys");
        if (entries === undefined && member(value, "kty") !== undefined) return [readKey(value)];
        if (isCertificateMap(value)) throw new KeysFault("This is a map of certificates by key ID, not a JWK set (RFC 7517). Paste one certificate, or use the issuer's jwks_uri.");
        if (entries?.kind !== "array") throw new KeysFault("This is JSON, but neither a JWK nor a set with an array “keys”.");
        return checkedSet(entries.elements.map(keyOfSet));
    } catch (error) {
        if (error instanceof PEMFault) throw new KeysFault(error.message);
        if (error instanceof KeyFault) throw new KeysFault(`The key cannot be used: ${error.message}.`);
        if (error instanceof JSONFault) throw new KeysFault(`This is neither PEM nor strict JSON: ${error.message}.`);
        throw error;
    }
}

/** Whether a value is what some providers publish in the place of a key set. */
function isCertificateMap(value) {
    const members = value.kind === "object" ? value.members : [];
    return members.length > 0 && members.every(one => one.value.kind === "string" && one.value.text.startsWith("-----BEGIN CERTIFICATE-----"));
}

/** A key of a set. One that cannot be read is left out with the reason (RFC 7517 §5), unless it shows a secret. */
function keyOfSet(node) {
    try {
        return readKey(node);
    } catch (error) {
        if (!(error instanceof KeyFault) || secretMembers.some(name => member(node, name) !== undefined)) throw error;
        const key = makeKey({ kty: textMember(node, "kty") ?? null }, { kid: textMember(node, "kid") ?? null });
        return { ...key, problem: error.message };
    }
}

/** Leaves out keys that no token could tell apart, and refuses what a verifier refuses as a whole: secret beside public keys. */
function checkedSet(keys) {
    keys = keys.filter((key, index) => !keys.slice(0, index).some(earlier => isTwin(earlier, key) && sameMaterial(earlier, key)));
    for (const key of keys) {
        if (keys.some(other => other !== key && isTwin(other, key))) key.problem = "another key of the set has the same kid and algorithm";
    }
    const usable = keys.filter(key => key.problem === null);
    if (new Set(usable.map(key => key.kty === "oct")).size > 1) {
        throw new KeysFault("The set mixes secret and public keys.");
    }
    return keys;
}

/** Whether two usable keys have the same kid and algorithm (RFC 7517 §4.5 lets keys share a kid when their algorithms differ). */
function isTwin(one, other) {
    const algorithm = ({ alg, kty, crv }) => algorithms.get(alg) ?? (kty === "RSA" ? algorithms.get("RS256") : `${kty} ${crv}`);
    return one.kid !== null && one.kid === other.kid && one.kty === other.kty && one.crv === other.crv
        && algorithm(one) === algorithm(other) && [one, other].every(key => key.problem === null || key.problem.startsWith("another key"));
}

function sameMaterial(one, other) {
    return JSON.stringify([one.jwk, [...one.secret ?? []]]) === JSON.stringify([other.jwk, [...other.secret ?? []]]);
}

/**
 * A key for HMAC.
 * @param {string} text - The secret.
 * @param {"text"|"base64url"} encoding - How its bytes are written.
 * @throws {KeysFault}
 */
export function secretKey(text, encoding) {
    if (text.trimStart().startsWith("-----BEGIN")) {
        throw new KeysFault("This is a key in PEM and not a secret: with a public key as the secret, everyone could sign.");
    }
    const secret = encoding === "base64url" ? decodeBase64URL(text.trim().replace(/=+$/, "")) : new TextEncoder().encode(text);
    if (!secret) throw new KeysFault("The secret is not base64url.");
    if (secret.length === 0) throw new KeysFault("There is no secret yet.");
    return makeKey({ kty: "oct" }, { secret });
}

function readKey(node) {
    if (node.kind !== "object") throw new KeyFault("it is not an object");
    const text = name => {
        const value = member(node, name);
        if (value !== undefined && value.kind !== "string") throw new KeyFault(`its member “${name}” is not a text`);
        return value?.text ?? null;
    };
    const jwk = { kty: text("kty") };
    for (const name of ["crv", "x", "y", "n", "e"]) {
        const value = text(name);
        if (value !== null) jwk[name] = value;
    }
    const operations = member(node, "key_ops");
    const secret = jwk.kty === "oct" ? decodeBase64URL(text("k") ?? "!") : null;
    return makeKey(jwk, {
        kid: text("kid"), alg: text("alg"), use: text("use"), secret,
        operations: operations?.kind === "array" ? operations.elements.map(one => one.text) : null,
        isPrivate: jwk.kty !== "oct" && textMember(node, "d") !== undefined,
        created: secondsOf(member(node, "iat")) ?? secondsOf(member(node, "nbf")),
        expires: secondsOf(member(node, "exp")),
    });
}

function makeKey(jwk, { kid = null, alg = null, use = null, operations = null, secret = null, isPrivate = false, created = null, expires = null } = {}) {
    const key = { kid, alg, use, operations, kty: jwk.kty, crv: jwk.crv ?? null, bits: null, jwk, secret, isPrivate, created, expires };
    if (secret) key.bits = secret.length * 8;
    if (jwk.kty === "RSA") key.bits = modulusBits(decodeBase64URL(jwk.n ?? "") ?? new Uint8Array());
    key.problem = materialProblem(key) ?? purposeProblem(key);
    return key;
}

function modulusBits(modulus) {
    return modulus.length === 0 ? 0 : modulus.length * 8 - Math.clz32(modulus[0]) + 24;
}

function materialProblem({ kty, crv, bits, jwk, secret }) {
    const isBytes = (text, count) => decodeBase64URL(text ?? "!")?.length === count;
    switch (kty) {
    case "EC":
        if (!["P-256", "P-384", "P-521"].includes(crv)) return "its curve is not one of P-256, P-384 and P-521";
        return isBytes(jwk.x, coordinateBytes[crv]) && isBytes(jwk.y, coordinateBytes[crv]) ? null : "its point has not the curve's size";
    case "OKP":
        if (crv !== "Ed25519") return "its curve is not Ed25519";
        return isBytes(jwk.x, 32) ? null : "its point has not the curve's size";
    case "RSA": return rsaProblem(jwk, bits);
    case "oct": return secret?.length > 0 ? null : "its secret is not base64url, or empty";
    default: return "its type is not one of EC, OKP, RSA and oct";
    }
}

/** What keeps a member from being a number (RFC 7518 §2, Base64urlUInt). */
function numberProblem(name, text) {
    if (text === undefined) return `its “${name}” is missing`;
    const bytes = decodeBase64URL(text);
    if (!bytes) return /[+/=]/.test(text) ? `its “${name}” is base64 with + / or =, not base64url` : `its “${name}” is not base64url`;
    return bytes[0] ? null : `its “${name}” is empty or begins with a zero byte`;
}

function rsaProblem(jwk, bits) {
    const problem = numberProblem("n", jwk.n) ?? numberProblem("e", jwk.e);
    if (problem) return problem;
    const exponent = decodeBase64URL(jwk.e);
    if (bits < 2048) return `its modulus has ${bits} bits; RFC 7518 §3.3 demands 2048`;
    if (bits > 8192) return "its modulus is longer than 8192 bits";
    const isSmall = exponent.length > 4 || exponent.at(-1) % 2 === 0 || (exponent.length === 1 && exponent[0] === 1);
    return isSmall ? "its exponent is not an odd number between 3 and 2³²" : null;
}

function purposeProblem(key) {
    const { alg, use, operations, kty, secret } = key;
    if (alg !== null && !algorithms.has(alg)) return "its “alg” is no known signature algorithm";
    if (alg !== null && !fits(alg, key)) return "its “alg” contradicts its type or curve";
    if (use !== null && use !== "sig") return "its “use” is not “sig”";
    if (operations !== null && !operations.includes("verify")) return "its “key_ops” lack “verify”";
    if (kty === "oct" && secret.length < algorithms.get(alg ?? "HS256").hashBytes) return `it has ${secret.length} bytes; RFC 7518 §3.2 demands as many as the hash has`;
    return null;
}

/**
 * Picks the key that a header names: there is no default key, and a `kid` must name one.
 * @returns {{key: object|null, rule: string|null, words: string}} The key, or the rule that it breaks and why.
 */
export function chooseKey(header, keys) {
    const kid = textMember(header, "kid");
    const alg = textMember(header, "alg");
    // Secrets verify what secrets signed, and nothing else does: that is decided before a key is looked for.
    const isSymmetric = algorithms.get(alg)?.kty === "oct";
    if (keys.length > 0 && keys.every(key => (key.kty === "oct") !== isSymmetric)) {
        return { key: null, rule: "algorithm", words: isSymmetric ? `${alg} is verified by a secret, and the keys are public ones.` : `${alg} is verified by a public key, and there are only secrets.` };
    }
    const named = kid === undefined ? keys : keys.filter(key => key.kid === kid);
    // A secret or a PEM key that a person gives has no name; it is the one that is meant.
    const nameless = keys.length === 1 && keys[0].kid === null ? keys : [];
    const found = named.length > 0 ? named : nameless;
    if (found.length === 0) return { key: null, rule: "unknown_key", words: "The header's “kid” names no key of the set." };
    const usable = found.filter(key => key.problem === null);
    if (kid === undefined && usable.length > 1) {
        return { key: null, rule: "unknown_key", words: "The header has no “kid”, and there is more than one key." };
    }
    const isRight = key => fits(alg, key) && (key.alg === null || isSameAlgorithm(key.alg, alg));
    const key = usable.find(isRight) ?? usable[0] ?? found[0];
    if (!isRight(key)) {
        return { key, rule: "algorithm", words: `The header says ${alg}, but the key is for ${key.alg ?? typeName(key)}.` };
    }
    if (key.problem !== null) return { key, rule: "unknown_key", words: `A verifier leaves the key out: ${key.problem}.` };
    if (key.kty === "oct" && key.secret.length < algorithms.get(alg).hashBytes) {
        return { key, rule: "unknown_key", words: `A verifier leaves the key out: it has ${key.secret.length} bytes, and ${alg} needs ${algorithms.get(alg).hashBytes} (RFC 7518 §3.2).` };
    }
    return { key, rule: null, words: kid !== undefined && key.kid === null ? "The one key given; it has no name." : "" };
}

/** A key's type for people, such as `EC P-256` or `RSA 2048 bits`. */
export function typeName(key) {
    if (key.kty === "oct") return `HMAC secret, ${key.secret?.length ?? 0} bytes`;
    if (key.kty === "RSA") return `RSA ${key.bits} bits`;
    return `${key.kty} ${key.crv ?? ""}`.trim();
}

/** The JWK thumbprint (RFC 7638, SHA-256), or null of a key that has none worth showing. */
export async function thumbprint({ jwk, kty }, subtle = globalThis.crypto?.subtle) {
    const names = { EC: ["crv", "kty", "x", "y"], OKP: ["crv", "kty", "x"], RSA: ["e", "kty", "n"] }[kty];
    if (!names || !subtle || names.some(name => jwk[name] === undefined)) return null;
    const text = `{${names.map(name => `${JSON.stringify(name)}:${JSON.stringify(jwk[name])}`).join(",")}}`;
    return encodeBase64URL(new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
