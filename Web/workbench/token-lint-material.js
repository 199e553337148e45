// Whether a key is malformed or contradicts itself, as a strict reader of JWK (RFC 7517, RFC 7518 §6) finds it.

import { algorithms, fits } from "./token-algorithms.js";
import { decodeBase64URL } from "./token-base64url.js";
import { isOnCurve } from "./token-curves.js";
import { member, textMember } from "./token-json.js";

const coordinateBytes = { "P-256": 32, "P-384": 48, "P-521": 66 };
const factors = ["p", "q", "dp", "dq", "qi"];

/** Whether a strict reader refuses a key; a kind of key that it does not know is no fault. */
export function isUnusable(key) {
    if (key.kind !== "object") return true;
    const texts = ["kid", "use", "alg"].map(name => member(key, name));
    if (texts.some(node => node !== undefined && node.kind !== "string")) return true;
    const alg = textMember(key, "alg");
    if (alg !== undefined && !algorithms.has(alg)) return false;
    const operations = member(key, "key_ops");
    if (operations !== undefined) {
        const names = operations.elements?.map(one => one.text);
        if (!names || names.includes(undefined) || new Set(names).size < names.length) return true;
    }
    const verdict = materialVerdict(key, name => bytesOf(key, name));
    if (verdict !== "good") return verdict === "unusable";
    return alg !== undefined && !fits(alg, { kty: textMember(key, "kty"), crv: textMember(key, "crv") });
}

/** The bytes of a member: undefined when it is absent, null when it is not canonical base64url. */
function bytesOf(key, name) {
    const node = member(key, name);
    return node === undefined ? undefined : node.kind === "string" ? decodeBase64URL(node.text) : null;
}

/** `good`, `unusable`, or `other`: a kind that is not known, or a weakness that has a rule of its own. */
function materialVerdict(key, bytes) {
    const curve = textMember(key, "crv");
    const isPrivateRight = count => bytes("d") === undefined || bytes("d")?.length === count;
    switch (textMember(key, "kty")) {
    case undefined: return "unusable";
    case "EC":
        if (curve === undefined) return "unusable";
        if (!Object.hasOwn(coordinateBytes, curve)) return "other";
        return isPrivateRight(coordinateBytes[curve]) && isOnCurve(curve, bytes("x"), bytes("y")) ? "good" : "unusable";
    case "OKP":
        if (curve !== "Ed25519") return curve === undefined ? "unusable" : "other";
        return isPrivateRight(32) && bytes("x")?.length === 32 ? "good" : "unusable";
    case "RSA": return rsaVerdict(key, bytes);
    case "oct": return bytes("k") ? bytes("k").length > 0 ? "good" : "other" : "unusable";
    default: return "other";
    }
}

function rsaVerdict(key, bytes) {
    const isNumber = name => bytes(name)?.[0] > 0;
    if (!isNumber("n") || !isNumber("e") || bytes("d") !== undefined && !isNumber("d")) return "unusable";
    if (member(key, "oth") !== undefined) return "other";
    const present = factors.filter(name => member(key, name) !== undefined);
    if (present.length > 0 && (present.length < 5 || !isNumber("d") || !present.every(isNumber))) return "unusable";
    const [modulus, exponent] = [bytes("n"), bytes("e")];
    const bits = modulus.length * 8 - Math.clz32(modulus[0]) + 24;
    if (bits < 2048 || bits > 8192) return "other";
    const isExponentWeak = exponent.length > 4 || exponent.at(-1) % 2 === 0 || exponent.length === 1 && exponent[0] === 1;
    if (isExponentWeak) return hasPredictablePrimes(modulus) ? "other" : "unusable";
    return modulus.at(-1) % 2 === 0 ? "unusable" : "good";
}

const primes = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/** Whether a modulus has the fingerprint of CVE-2017-15361: a power of 65537 modulo each of many small primes. */
export function hasPredictablePrimes(modulus) {
    return primes.every(prime => {
        const remainder = modulus.reduce((value, byte) => (value * 256 + byte) % prime, 0);
        let power = 1;
        do {
            if (power === remainder) return true;
            power = power * (65537 % prime) % prime;
        } while (power !== 1);
        return false;
    });
}
