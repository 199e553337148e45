// The lint rules about the issuer's keys, and about the token's key among them.

import { algorithms, fits } from "./token-algorithms.js";
import { decodeBase64URL } from "./token-base64url.js";
import { isOnCurve } from "./token-curves.js";
import { member, textMember } from "./token-json.js";

const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/** Every rule about a key set or a single key, given as a node. */
export function lintKeys(keySet, header, report) {
    const entries = member(keySet, "keys");
    const keys = entries?.kind === "array" ? entries.elements : member(keySet, "kty") !== undefined ? [keySet] : null;
    if (keys === null) {
        report("key_set_unreadable");
        return;
    }
    for (const key of keys) lintKey(key, report);
    const names = keys.map(key => textMember(key, "kid")).filter(kid => kid !== undefined);
    if (new Set(names).size < names.length) report("key_ids_repeated");
    if (header) lintChoice(keys, header, report);
}

function lintKey(key, report) {
    if (key.kind !== "object") {
        report("key_unusable");
        return;
    }
    const kty = textMember(key, "kty");
    if (kty === "oct") report("secret_key_in_set");
    else if (privateMembers.some(name => member(key, name) !== undefined)) report("private_key_published");
    if (member(key, "kid") === undefined) report("key_without_id");
    if (member(key, "alg") === undefined) report("key_without_algorithm");
    if (member(key, "use") === undefined && member(key, "key_ops") === undefined) report("key_without_use");
    const bytes = name => decodeBase64URL(textMember(key, name) ?? "!");
    switch (kty) {
    case "RSA": lintRSA(bytes("n"), bytes("e"), report); break;
    case "oct": lintSecret(bytes("k"), textMember(key, "alg"), report); break;
    case "EC": {
        const curve = textMember(key, "crv");
        if (["P-256", "P-384", "P-521"].includes(curve) && !isOnCurve(curve, bytes("x"), bytes("y"))) report("key_unusable");
        break;
    }
    case "OKP":
        if (textMember(key, "crv") === "Ed25519" && bytes("x")?.length !== 32) report("key_unusable");
        break;
    case undefined: report("key_unusable"); break;
    default:
    }
    const alg = textMember(key, "alg");
    if (algorithms.has(alg) && ["RSA", "EC", "OKP", "oct"].includes(kty) && !fits(alg, { kty, crv: textMember(key, "crv") })) {
        report("key_unusable");
    }
}

function lintRSA(modulus, exponent, report) {
    if (!modulus?.[0] || !exponent?.[0]) {
        report("key_unusable");
        return;
    }
    if (modulus.length * 8 - Math.clz32(modulus[0]) + 24 < 2048) report("key_rsa_short");
    else if (hasPredictablePrimes(modulus)) report("key_weak_primes");
}

function lintSecret(secret, alg, report) {
    if (!secret) report("key_unusable");
    else if (secret.length < (algorithms.get(alg)?.hashBytes ?? 32)) report("key_secret_short");
}

const primes = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/** Whether a modulus has the fingerprint of CVE-2017-15361: a power of 65537 modulo each of many small primes. */
function hasPredictablePrimes(modulus) {
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

function lintChoice(keys, header, report) {
    const kid = textMember(header, "kid");
    if (kid === undefined) return;
    const key = keys.find(one => textMember(one, "kid") === kid);
    if (!key) {
        report("key_id_unknown");
        return;
    }
    const alg = textMember(header, "alg"), own = textMember(key, "alg");
    const material = { kty: textMember(key, "kty"), crv: textMember(key, "crv") };
    if (algorithms.has(alg) && (own !== undefined ? own !== alg : !fits(alg, material))) report("key_algorithm_mismatch");
    const use = textMember(key, "use"), operations = member(key, "key_ops");
    const verifies = operations?.elements?.some(one => one.text === "verify" || one.text === "sign") ?? true;
    if (use !== undefined && use !== "sig" || !verifies) report("key_not_for_signatures");
}
