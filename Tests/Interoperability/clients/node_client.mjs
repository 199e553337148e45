// Verifies access tokens with nothing but Node (18 or newer): its crypto, its fetch.
//
// node node_client.mjs JWKS_URI ISSUER AUDIENCE ALGORITHM, with "NAME TOKEN" lines on standard input.

import { constants, createPublicKey, verify as verifySignature } from "node:crypto";
import { createInterface } from "node:readline";

const [JWKS_URI, ISSUER, AUDIENCE, ALGORITHM] = process.argv.slice(2);

// How each algorithm of RFC 7518 and RFC 8037 is spelled here. One that does not stand here is refused.
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const algorithms = {
    ES256: { hash: "sha256", type: "ec", options: { dsaEncoding: "ieee-p1363" } },
    ES384: { hash: "sha384", type: "ec", options: { dsaEncoding: "ieee-p1363" } },
    ES512: { hash: "sha512", type: "ec", options: { dsaEncoding: "ieee-p1363" } },
    EdDSA: { hash: null, type: "ed25519", options: {} },
    RS256: { hash: "sha256", type: "rsa", options: {} },
    RS384: { hash: "sha384", type: "rsa", options: {} },
    RS512: { hash: "sha512", type: "rsa", options: {} },
    PS256: { hash: "sha256", type: "rsa", options: pss },
    PS384: { hash: "sha384", type: "rsa", options: pss },
    PS512: { hash: "sha512", type: "rsa", options: pss },
};

const { keys } = await (await fetch(JWKS_URI)).json();

function verify(token) {
    const [header, payload, signature, ...more] = token.split(".");
    refuse(signature === undefined || more.length > 0, "not a signed token");
    const { alg, typ, kid } = read(header);
    refuse(alg !== ALGORITHM, "another algorithm than agreed");
    refuse(!/^(application\/)?at\+jwt$/i.test(typ), "no access token");
    const jwk = keys.find((key) => key.kid === kid && key.alg === alg && key.use === "sig");
    refuse(jwk === undefined, "signed with a key that is not published");
    const { hash, type, options } = algorithms[alg];
    const key = createPublicKey({ key: jwk, format: "jwk" });
    refuse(key.asymmetricKeyType !== type, "the key does not fit the algorithm");
    const signed = Buffer.from(`${header}.${payload}`);
    refuse(
        !verifySignature(hash, signed, { key, ...options }, Buffer.from(signature, "base64url")),
        "the signature is wrong"
    );
    const claims = read(payload);
    refuse(claims.iss !== ISSUER, "another issuer");
    refuse(![claims.aud].flat().includes(AUDIENCE), "meant for another API");
    refuse(!(claims.exp > Date.now() / 1000), "expired");
    return claims;
}

function refuse(condition, reason) {
    if (condition) {
        throw new Error(reason);
    }
}

function read(part) {
    return JSON.parse(Buffer.from(part, "base64url").toString());
}

for await (const line of createInterface({ input: process.stdin })) {
    const [name, token] = line.split(" ");
    try {
        console.log(name, "accepted", verify(token).sub);
    } catch (error) {
        console.log(name, "refused", error.message);
    }
}
