// Tokens and keys for the tests in the browser, as JSON: one key and one token of each algorithm, and tokens of a listed
// status, all good for an hour from now.

import { deflateSync } from "node:zlib";
import { base64url, newKey, token } from "../support.mjs";

const elsewhere = process.argv[2];
const now = Math.floor(Date.now() / 1000);
const claims = { iss: elsewhere, sub: "account-1", aud: "api", client_id: "web", iat: now, exp: now + 3600, jti: "token-1" };
const names = ["ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const algorithms = Object.fromEntries(names.map(name => {
    const key = newKey(name, `${name}-key`);
    return [name, { jwk: key.jwk, pem: key.publicKey.export({ type: "spki", format: "pem" }), token: token(key, claims) }];
}));

const key = newKey("ES256", "listed");
const uri = `${elsewhere}/status/0`;
const status = (idx, where = uri) => ({ status: { status_list: { idx, uri: where } } });
const list = token(key, {
    iss: elsewhere, sub: uri, iat: now, exp: now + 3600, ttl: 60,
    status_list: { bits: 2, lst: base64url(deflateSync(Uint8Array.from([0b00_10_01_00, 0]))) },
}, { typ: "statuslist+jwt" });
const secret = newKey("HS256", "secret");

console.log(JSON.stringify({
    algorithms,
    listed: {
        jwks: { keys: [{ ...key.jwk, iat: now - 86400 * 3 }] }, list,
        tokens: [0, 1, 2, 3, 4, 99].map(index => token(key, { ...claims, ...status(index) })),
        foreign: token(key, { ...claims, ...status(0, elsewhere.replace("127.0.0.1", "localhost") + "/status/0") }),
        curious: token(key, claims, { jku: `${elsewhere}/jku`, x5u: `${elsewhere}/x5u`, jwk: newKey("ES256").jwk }),
    },
    hmac: { secret: base64url(secret.secret), token: token(secret, claims), expired: token(secret, { ...claims, iat: now - 7200, exp: now - 3600 }) },
}));
