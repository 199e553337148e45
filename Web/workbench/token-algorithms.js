// The signature algorithms of RFC 7518 §3.1 and RFC 8037 §3.1, each with the key it needs and what WebCrypto calls it.
// `none` is not one of them.

const rsa = (name, hash, saltLength) => ({
    kty: "RSA", hashBytes: Number(hash) / 8, importing: { name, hash: `SHA-${hash}` }, verifying: { name, saltLength },
});
const ecdsa = (crv, hash, signatureBytes) => ({
    kty: "EC", crv, signatureBytes, hashBytes: Number(hash) / 8,
    importing: { name: "ECDSA", namedCurve: crv }, verifying: { name: "ECDSA", hash: `SHA-${hash}` },
});
const hmac = hash => ({
    kty: "oct", hashBytes: Number(hash) / 8, importing: { name: "HMAC", hash: `SHA-${hash}` }, verifying: { name: "HMAC" },
});

const edwards = {
    kty: "OKP", crv: "Ed25519", signatureBytes: 64, hashBytes: 64,
    importing: { name: "Ed25519" }, verifying: { name: "Ed25519" },
};

/** From the name in `alg` to its key type, sizes in bytes, and parameters for WebCrypto. */
export const algorithms = new Map([
    ["HS256", hmac("256")], ["HS384", hmac("384")], ["HS512", hmac("512")],
    ["RS256", rsa("RSASSA-PKCS1-v1_5", "256")], ["RS384", rsa("RSASSA-PKCS1-v1_5", "384")],
    ["RS512", rsa("RSASSA-PKCS1-v1_5", "512")],
    ["PS256", rsa("RSA-PSS", "256", 32)], ["PS384", rsa("RSA-PSS", "384", 48)], ["PS512", rsa("RSA-PSS", "512", 64)],
    ["ES256", ecdsa("P-256", "256", 64)], ["ES384", ecdsa("P-384", "384", 96)], ["ES512", ecdsa("P-521", "512", 132)],
    // Two names of one algorithm (RFC 9864 §2.2).
    ["EdDSA", edwards], ["Ed25519", edwards],
]);

/** Whether two names mean the same algorithm. */
export const isSameAlgorithm = (one, other) => one === other || (algorithms.has(one) && algorithms.get(one) === algorithms.get(other));

/** Whether a key of that type and curve can do that algorithm. */
export function fits(name, key) {
    const algorithm = algorithms.get(name);
    return algorithm !== undefined && algorithm.kty === key.kty && (algorithm.crv === undefined || algorithm.crv === key.crv);
}
