import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { decodeToken } from "../../Web/workbench/token-decode.js";
import { chooseKey, KeysFault, readKeys, secretKey, thumbprint } from "../../Web/workbench/token-keys.js";
import { checkKeyAndSignature } from "../../Web/workbench/token-check.js";
import { algorithms } from "../../Web/workbench/token-algorithms.js";
import { checkSignature } from "../../Web/workbench/token-signature.js";
import { base64url, claims, newKey, token, vector, vectorsOrSkip } from "./support.mjs";

const verdict = async (text, keys) => (await checkKeyAndSignature(decodeToken(text), { list: keys, fault: null }));

test("every algorithm verifies a token that Node signed, and no changed one", async () => {
    for (const alg of algorithms.keys()) {
        const key = newKey(alg);
        const keys = readKeys(JSON.stringify({ keys: [key.jwk] }));
        const good = token(key);
        assert.equal((await verdict(good, keys)).signature.state, "verified", alg);
        const [header, , signature] = good.split(".");
        const changed = `${header}.${base64url(JSON.stringify({ ...claims, sub: "admin" }))}.${signature}`;
        assert.equal((await verdict(changed, keys)).signature.state, "wrong", alg);
        const cut = `${header}.${good.split(".")[1]}.${base64url(Buffer.from(signature, "base64url").subarray(0, -1))}`;
        assert.equal((await verdict(cut, keys)).signature.state, "wrong", alg);
    }
});

test("PEM: public keys, RSAPublicKey, and refusals of private and unknown ones", async () => {
    for (const alg of ["RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA"]) {
        const key = newKey(alg);
        const keys = readKeys(key.publicKey.export({ type: "spki", format: "pem" }));
        assert.equal((await verdict(token(key), keys)).signature.state, "verified", alg);
        assert.throws(() => readKeys(key.privateKey.export({ type: "pkcs8", format: "pem" })), /private key/, alg);
    }
    const rsa = newKey("RS256");
    assert.equal((await verdict(token(rsa), readKeys(rsa.publicKey.export({ type: "pkcs1", format: "pem" })))).signature.state, "verified");
    const x25519 = generateKeyPairSync("x25519").publicKey.export({ type: "spki", format: "pem" });
    for (const text of [x25519, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----"]) {
        assert.throws(() => readKeys(text), KeysFault);
    }
    const pem = rsa.publicKey.export({ type: "spki", format: "der" });
    for (let length = 0; length < pem.length; length += 7) {
        const cut = `-----BEGIN PUBLIC KEY-----\n${pem.subarray(0, length).toString("base64")}\n-----END PUBLIC KEY-----`;
        assert.throws(() => readKeys(cut), KeysFault);
    }
});

test("a certificate gives its key", async () => {
    for (const [alg, kind] of [["ES256", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]], ["RS256", ["-newkey", "rsa:2048"]]]) {
        const folder = mkdtempSync(join(tmpdir(), "page-test-"));
        try {
            execFileSync("openssl", ["req", "-x509", ...kind, "-nodes", "-subj", "/CN=test", "-keyout", join(folder, "key"), "-out", join(folder, "certificate")], { stdio: "ignore" });
            const privateKey = createPrivateKey(readFileSync(join(folder, "key")));
            const signer = { alg, kid: "k", sign: data => sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }) };
            const keys = readKeys(readFileSync(join(folder, "certificate"), "utf8"));
            assert.equal((await verdict(token(signer), keys)).signature.state, "verified", alg);
        } finally {
            rmSync(folder, { recursive: true });
        }
    }
});

test("a set is refused as a whole for secrets beside public keys, for a broken key that shows a secret, and for duplicates", () => {
    const [one, secret] = [newKey("ES256"), newKey("HS256", "s")];
    assert.throws(() => readKeys(JSON.stringify({ keys: [one.jwk, { ...one.jwk, kid: 7, d: "AA" }] })), KeysFault);
    assert.throws(() => readKeys(JSON.stringify({ keys: [one.jwk, secret.jwk] })), /mixes/);
    assert.throws(() => readKeys('{"keys":[],"keys":[]}'), /twice/);
    for (const text of ["", "x", "{}", "[]", '{"keys":1}', '{"kty":7}', '{"error":"x"}']) assert.throws(() => readKeys(text), KeysFault, text);
    assert.throws(() => readKeys('{"1":"-----BEGIN CERTIFICATE-----"}'), /map of certificates/);
});

test("one odd key does not take the others with it, and says what is wrong with it", async () => {
    const [good, rsa] = [newKey("ES256", "good"), newKey("RS256", "rsa")];
    const modulus = Buffer.from(rsa.jwk.n, "base64url");
    const odd = [
        [7, /not an object/], [{ ...good.jwk, kid: null }, /“kid” is not a text/], [{ ...good.jwk, kid: "cut", x: "AA" }, /size/],
        [{ ...rsa.jwk, kid: "zero", n: Buffer.concat([Buffer.alloc(1), modulus]).toString("base64url") }, /begins with a zero byte/],
        [{ ...rsa.jwk, kid: "padded", n: `${rsa.jwk.n}=` }, /base64 with \+ \/ or =/], [{ ...rsa.jwk, kid: "none", e: undefined }, /“e” is missing/],
    ];
    const keys = readKeys(JSON.stringify({ keys: [...odd.map(([jwk]) => jwk), good.jwk] }));
    assert.equal(keys.length, odd.length + 1);
    odd.forEach(([, words], index) => assert.match(keys[index].problem, words));
    assert.equal((await verdict(token(good), keys)).signature.state, "verified");
});

test("keys of one kid are told apart by their algorithm; of twins none is used, and one listed twice counts once", async () => {
    const [es, ed, twin] = [newKey("ES256", "k"), newKey("EdDSA", "k"), newKey("ES256", "k")];
    const keys = readKeys(JSON.stringify({ keys: [es.jwk, ed.jwk] }));
    for (const signer of [es, ed]) assert.equal((await verdict(token(signer), keys)).signature.state, "verified");
    const twins = readKeys(JSON.stringify({ keys: [es.jwk, ed.jwk, twin.jwk] }));
    assert.deepEqual(twins.map(key => key.problem !== null), [true, false, true]);
    assert.equal((await verdict(token(ed), twins)).signature.state, "verified");
    assert.equal(readKeys(JSON.stringify({ keys: [es.jwk, es.jwk] })).length, 1);
});

test("Ed25519 is EdDSA by another name", async () => {
    const signer = newKey("EdDSA", "k");
    for (const name of ["EdDSA", "Ed25519"]) {
        const keys = readKeys(JSON.stringify({ keys: [{ ...signer.jwk, alg: name }] }));
        for (const alg of ["EdDSA", "Ed25519"]) {
            assert.equal((await verdict(token(signer, claims, { alg }), keys)).signature.state, "verified", `${name} ${alg}`);
        }
    }
});

test("keys that a verifier leaves out say why", () => {
    const problem = jwk => readKeys(JSON.stringify(jwk))[0].problem;
    const { jwk } = newKey("ES256");
    assert.equal(problem(jwk), null);
    assert.match(problem({ ...jwk, use: "enc" }), /use/);
    assert.match(problem({ ...jwk, key_ops: ["sign"] }), /key_ops/);
    assert.match(problem({ ...jwk, alg: "ES384" }), /contradicts/);
    assert.match(problem({ ...jwk, x: "AA" }), /size/);
    assert.match(problem({ kty: "AKP" }), /type/);
    assert.match(problem({ kty: "oct", k: "c2VjcmV0", alg: "HS256" }), /7518/);
    const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
    assert.match(problem(short), /1024 bits/);
});

test("there is no default key: a kid must name one, and without a kid there must be one", () => {
    const [one, other] = [newKey("ES256", "a"), newKey("ES256", "b")];
    const keys = readKeys(JSON.stringify({ keys: [one.jwk, other.jwk] }));
    const choose = header => chooseKey(decodeToken(token(one, claims, header)).header.node, keys);
    assert.equal(choose({}).key.kid, "a");
    assert.equal(choose({ kid: "c" }).rule, "unknown_key");
    assert.equal(choose({ kid: undefined }).rule, "unknown_key");
    assert.equal(choose({ kid: "a\u0301" }).rule, "unknown_key");
    assert.equal(choose({ alg: "HS256" }).rule, "algorithm");
    assert.equal(choose({ alg: "ES384" }).rule, "algorithm");
});

test("a public key is never taken for a secret", async () => {
    const key = newKey("ES256");
    const pem = key.publicKey.export({ type: "spki", format: "pem" });
    assert.throws(() => secretKey(pem, "text"), /PEM/);
});

test("a short secret is tried, and is refused all the same", async () => {
    const key = newKey("HS256");
    const signer = { alg: "HS256", kid: "k", sign: data => createHmac("sha256", "secret").update(data).digest() };
    const { choice, signature } = await verdict(token(signer), [secretKey("secret", "text")]);
    assert.equal(signature.state, "verified");
    assert.equal(choice.rule, "unknown_key");
    assert.match(choice.words, /7518/);
    const { choice: right } = await verdict(token(key), [secretKey(base64url(key.secret), "base64url")]);
    assert.equal(right.rule, null);
});

test("a page without WebCrypto says so", async () => {
    const key = newKey("ES256");
    const { state, words } = await checkSignature({ alg: "ES256", signingInput: new Uint8Array(), signature: new Uint8Array(64) }, readKeys(JSON.stringify(key.jwk))[0], null);
    assert.equal(state, "unsupported");
    assert.match(words, /HTTPS/);
});

test("a thumbprint is that of RFC 8037 appendix A.3", vectorsOrSkip, async () => {
    const expected = JSON.parse(vector("rfc/small_vectors.json")).rfc8037_a3_okp_thumbprint;
    const [key] = readKeys('{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}');
    assert.equal(await thumbprint(key), expected);
});

test("Wycheproof: 395 of 401 signatures as expected, the others as known", vectorsOrSkip, async () => {
    const known = { 346: false, 350: false, 367: true, 370: true, 372: false, 373: false };
    let count = 0;
    for (const group of JSON.parse(vector("jose/json_web_signature_test.json")).testGroups) {
        const corrected = jwk => jwk.alg === "ES521" && jwk.crv === "P-521" ? { ...jwk, alg: "ES512" } : jwk;
        const set = group.public ?? group.private;
        const text = JSON.stringify(set.keys ? { keys: set.keys.map(corrected) } : corrected(set));
        for (const one of group.tests) {
            const decoded = decodeToken(one.jws);
            let isAccepted = false;
            try {
                const keys = readKeys(text);
                const { choice, signature } = await checkKeyAndSignature(decoded, { list: keys, fault: null });
                isAccepted = decoded.fault === null && decoded.payload.bytes !== null && choice?.rule === null && signature?.state === "verified";
            } catch (error) {
                assert.ok(error instanceof KeysFault, `${one.tcId}: ${error.stack}`);
            }
            assert.equal(isAccepted, known[one.tcId] ?? one.result === "valid", `${one.tcId}: ${one.comment}`);
            count += 1;
        }
    }
    assert.equal(count, 401);
});
