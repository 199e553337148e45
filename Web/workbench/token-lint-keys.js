// The lint rules about the issuer's keys, and about the token's key among them.

import { algorithms } from "./token-algorithms.js";
import { decodeBase64URL } from "./token-base64url.js";
import { member, textMember } from "./token-json.js";
import { secretMembers } from "./token-lint-header.js";
import { hasPredictablePrimes, isUnusable } from "./token-lint-material.js";

const secretLengths = { HS256: 32, HS384: 48, HS512: 64 };

/** Every rule about a key set or a single key, given as a node. */
export function lintKeys(keySet, header, report) {
    const entries = member(keySet, "keys");
    const keys = entries?.kind === "array" ? entries.elements : member(keySet, "kty") !== undefined ? [keySet] : null;
    if (keys === null) {
        report("key_set_unreadable");
        return;
    }
    const alg = textMember(header, "alg");
    for (const key of keys) lintKey(key, alg, report);
    const names = keys.map(key => textMember(key, "kid")).filter(kid => kid !== undefined);
    if (new Set(names).size < names.length) report("key_ids_repeated");
    lintChoice(keys, header, report);
}

function lintKey(key, alg, report) {
    if (isUnusable(key)) report("key_unusable");
    if (key.kind !== "object") return;
    const has = name => member(key, name) !== undefined;
    const kty = textMember(key, "kty");
    if (kty === "oct") report("secret_key_in_set");
    else if (secretMembers.some(has)) report("private_key_published");
    if (!has("kid")) report("key_without_id");
    if (!has("alg")) report("key_without_algorithm");
    if (!has("use") && !has("key_ops")) report("key_without_use");
    const modulus = kty === "RSA" ? decodeBase64URL(textMember(key, "n") ?? "!") : null;
    if (modulus) {
        const start = modulus.findIndex(byte => byte !== 0);
        const bits = start < 0 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start]) + 24;
        if (bits < 2048) report("key_rsa_short");
        if (hasPredictablePrimes(modulus)) report("key_weak_primes");
    }
    const secret = kty === "oct" ? decodeBase64URL(textMember(key, "k") ?? "!") : null;
    const own = textMember(key, "alg");
    if (secret && secret.length < (secretLengths[algorithms.has(own) ? own : alg] ?? 32)) report("key_secret_short");
}

function lintChoice(keys, header, report) {
    const kid = textMember(header, "kid");
    const named = kid !== undefined ? keys.filter(key => textMember(key, "kid") === kid) : keys.length === 1 ? keys : [];
    if (named.length === 0) {
        if (kid !== undefined) report("key_id_unknown");
        return;
    }
    const alg = textMember(header, "alg");
    if (named.every(key => !fits(key, alg))) report("key_algorithm_mismatch");
    if (named.every(key => !isForSignatures(key))) report("key_not_for_signatures");
}

function fits(key, alg) {
    if (alg === undefined) return true;
    const own = textMember(key, "alg");
    if (own !== undefined) return own === alg;
    const kty = textMember(key, "kty");
    if (kty === "oct") return alg.startsWith("HS");
    if (kty === "RSA") return alg.startsWith("RS") || alg.startsWith("PS");
    const names = { "EC P-256": ["ES256"], "EC P-384": ["ES384"], "EC P-521": ["ES512"], "OKP Ed25519": ["EdDSA", "Ed25519"] };
    return names[`${kty} ${textMember(key, "crv")}`]?.includes(alg) ?? true;
}

function isForSignatures(key) {
    const use = textMember(key, "use");
    if (use !== undefined && use !== "sig") return false;
    const operations = member(key, "key_ops")?.elements?.map(one => one.text);
    return operations === undefined || operations.includes("verify") || operations.includes("sign");
}
