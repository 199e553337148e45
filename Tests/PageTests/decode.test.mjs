import assert from "node:assert/strict";
import { test } from "node:test";
import { cleaned, decodeToken } from "../../Web/workbench/token-decode.js";
import { base64url, newKey, rawToken, token } from "./support.mjs";

const key = newKey("ES256");
const good = token(key);

test("what is copied along with a token is left out, and said", () => {
    for (const pasted of [` ${good}\n`, `Bearer ${good}`, `Authorization: Bearer ${good}`, `DPoP ${good}`, `"${good}"`, `'${good}',`]) {
        assert.equal(cleaned(pasted).token, good);
    }
    for (const address of [`https://app.example/cb#state=1&access_token=${good}&token_type=bearer`, `http://localhost:4200/?id_token=${good}`]) {
        assert.equal(cleaned(address).token, good);
        assert.match(cleaned(address).notices[0], /address/);
    }
    assert.equal(cleaned("https://app.example/cb#state=1").token, "https://app.example/cb#state=1");
    assert.deepEqual(cleaned(good).notices, []);
    assert.equal(cleaned(`Bearer ${good}`).notices.length, 1);
    const wrapped = cleaned(`${good.slice(0, 40)}\n  ${good.slice(40)}`);
    assert.equal(wrapped.token, good);
    assert.match(wrapped.notices[0], /White space/);
    assert.equal(wrapped.text.includes("\n"), true);
});

test("a whole token has no fault, and its parts are what was signed", () => {
    const decoded = decodeToken(good);
    assert.equal(decoded.fault, null);
    assert.equal(new TextDecoder().decode(decoded.signingInput), good.slice(0, good.lastIndexOf(".")));
    assert.equal(decoded.signature.bytes.length, 64);
});

test("whatever is no signed token is malformed, and is told what it is", () => {
    const words = text => {
        const { fault } = decodeToken(text);
        assert.equal(fault.rule, "malformed", text);
        return fault.words;
    };
    assert.match(words("tsr_abc"), /refresh token/);
    assert.match(words('{"access_token":"x"}'), /JSON/);
    assert.match(words("-----BEGIN PUBLIC KEY-----"), /key/);
    assert.match(words("a.b.c.d.e"), /encrypted/);
    assert.match(words("a~b"), /SD-JWT/);
    assert.match(words("v4.public.eyJhIjoxfQ.AAAA"), /PASETO/);
    assert.match(words("abc"), /three parts/);
    words(`.${good}`);
    words(`${good}.`);
    words(good.slice(good.indexOf(".")));
    words(`${good.slice(0, 4)}=${good.slice(4)}`);
});

test("a header that a verifier refuses is malformed: types, extensions, no algorithm, duplicates, no object", () => {
    const headers = [
        '{"alg":1}', '{"alg":"ES256","kid":5}', '{"alg":"ES256","crit":["exp"],"exp":1}', '{"alg":"ES256","b64":false}', "{}", "[]", "1",
        '{"alg":"ES256","alg":"none"}', '{"alg":"ES256","jwk":"x"}', '{"alg":"ES256","x5c":[1]}', "{", "", '\ufeff{"alg":"ES256"}',
    ];
    for (const header of headers) assert.equal(decodeToken(rawToken(header, "{}")).fault.rule, "malformed", header);
});

test("a token is bounded in length: refused by a verifier's bound, not even taken apart beyond 64 KiB", () => {
    const long = length => `${base64url('{"alg":"ES256"}')}.${base64url(JSON.stringify({ a: "x".repeat(length) }))}.AAAA`;
    assert.equal(decodeToken(long(10000)).fault, null);
    const shown = decodeToken(long(20000));
    assert.equal(shown.fault.rule, "too_large");
    assert.notEqual(shown.payload, null);
    assert.equal(decodeToken(long(1 << 20)).fault.rule, "too_large");
    assert.equal(decodeToken(long(1 << 20)).payload, null);
    assert.equal(decodeToken(".".repeat(60000)).fault.rule, "too_large");
    assert.equal(decodeToken(".".repeat(10000)).fault.rule, "malformed");
});
