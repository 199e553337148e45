// What the tests of the page's modules share: fixtures, public vectors, and tokens signed by Node.

import { constants, createHmac, generateKeyPairSync, sign, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

// Node 18, which Debian 12 has, does not give it to everybody yet.
globalThis.crypto ??= webcrypto;

export const root = new URL("../../", import.meta.url);
const vectors = new URL("../shared/vectors/", root);

/** Public test vectors lie beside the project; without them their tests are skipped. */
export const vectorsOrSkip = existsSync(vectors) ? {} : { skip: "../shared/vectors is absent" };
export const vector = path => readFileSync(new URL(path, vectors));
export const vectorFolder = path => new URL(path, vectors);
export const fixture = name => JSON.parse(readFileSync(new URL(`Tests/Fixtures/${name}`, root)));

export const now = 1795464930;
export const issuer = "https://id.example.com";
export const utf8 = text => new TextEncoder().encode(text);
export const base64url = bytes => Buffer.from(bytes).toString("base64url");

const keyPairs = {
    RS: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    PS: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
    ES384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
    ES512: () => generateKeyPairSync("ec", { namedCurve: "P-521" }),
    Ed: () => generateKeyPairSync("ed25519"),
};

/** A key pair or a secret for an algorithm: `sign` makes a signature, `jwk` is what verifiers get. */
export function newKey(alg, kid = "key-1") {
    const hash = `sha${alg.slice(2)}`;
    if (alg.startsWith("HS")) {
        const secret = Buffer.alloc(Number(alg.slice(2)) / 8, 7);
        return { alg, kid, secret, jwk: { kty: "oct", k: base64url(secret), kid, alg }, sign: data => createHmac(hash, secret).update(data).digest() };
    }
    const { publicKey, privateKey } = (keyPairs[alg] ?? keyPairs[alg.slice(0, 2)])();
    const options = { key: privateKey, dsaEncoding: "ieee-p1363" };
    if (alg.startsWith("PS")) Object.assign(options, { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
    return {
        alg, kid, publicKey, privateKey,
        jwk: { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" },
        sign: data => sign(alg.startsWith("Ed") ? null : hash, data, options),
    };
}

/** A compact token of texts that stand in header and payload as they are. */
export function rawToken(header, payload, signer = () => new Uint8Array(64)) {
    const input = `${base64url(header)}.${base64url(payload)}`;
    return `${input}.${base64url(signer(Buffer.from(input)))}`;
}

export const claims = {
    iss: issuer, sub: "account-1", aud: "https://api.example.com", client_id: "web", iat: now, exp: now + 300, jti: "token-1",
};

/** A token signed by a key. */
export const token = (key, payload = claims, header = {}) => rawToken(
    JSON.stringify({ alg: key.alg, typ: "at+jwt", kid: key.kid, ...header }), JSON.stringify(payload), key.sign);

