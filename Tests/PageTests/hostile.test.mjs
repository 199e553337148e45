// Whatever is pasted: an answer in bounded time, never an exception, and never a good verdict for what nobody signed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cleaned, decodeToken } from "../../Web/workbench/token-decode.js";
import { checkKeyAndSignature, statusFact } from "../../Web/workbench/token-check.js";
import { readKeys } from "../../Web/workbench/token-keys.js";
import { lint } from "../../Web/workbench/token-lint.js";
import { judge } from "../../Web/workbench/token-policies.js";
import { base64url, claims, newKey, now, rawToken, token, vector, vectorsOrSkip } from "./support.mjs";

const key = newKey("ES256");
const keys = { list: readKeys(JSON.stringify({ keys: [key.jwk] })), fault: null };
const header = '{"alg":"ES256","typ":"at+jwt","kid":"key-1"}';

async function everything(pasted) {
    const started = performance.now();
    const { token: text, text: found } = cleaned(pasted);
    const decoded = decodeToken(text);
    const facts = { ...await checkKeyAndSignature(decoded, keys), keys, status: statusFact(decoded, () => ({ list: null, fault: null, words: "" })) };
    await lint(found, { now });
    const judgement = judge(decoded, facts, { issuer: "", audience: "", clientID: "", type: "", isAccessToken: false, leeway: 30, now });
    assert.ok(performance.now() - started < 2000, `took ${performance.now() - started} ms`);
    return judgement;
}

test("hostile tokens are refused: bombs, a megabyte, overrides, prototypes, duplicates, no numbers", async () => {
    const nested = depth => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    const hostile = [
        "x".repeat(1 << 20), ".".repeat(1 << 20), `${"a".repeat(500000)}.${"b".repeat(500000)}.${"c".repeat(48576)}`,
        rawToken(nested(5000), "{}"), rawToken(header, nested(5000)), rawToken(header, "[".repeat(40000)),
        rawToken(header, `{"a":[${"0,".repeat(20000)}0]}`), rawToken(header, '{"exp":NaN}'), rawToken(header, '{"exp":1e999}'),
        rawToken('{"alg":"none"}', JSON.stringify(claims), () => new Uint8Array()), rawToken('{"__proto__":{"alg":"ES256"}}', "{}"),
        rawToken('{"alg":"ES256","kid":"__proto__"}', "{}"), rawToken('{"alg":"constructor"}', "{}"), rawToken('{"alg":"toString","kid":"key-1"}', "{}"),
        rawToken(header, '{"sub":"\u202eadmin"}'), rawToken(header, '{"sub":"a","sub":"b"}'), rawToken(header, Buffer.from([0xff, 0xfe])),
        rawToken(`{"alg":"HS256","kid":"key-1"}`, JSON.stringify(claims)), rawToken('{"alg":"ES256","jwk":{"kty":"EC"}}', "{}"),
        "\u0000", "\ud800", "💥.💥.💥", "..", "...", " ", "{}", "[]", "null", "<script>alert(1)</script>",
        `${"=".repeat(60000)}.a.b`, `a.${" ".repeat(60000)}.b`, `${"-".repeat(65000)}.a.b`,
    ];
    for (const text of hostile) {
        const { refusal } = await everything(text);
        assert.notEqual(refusal, null, text.slice(0, 60));
    }
});

test("naughty strings: alone, as header, as payload, as claim", vectorsOrSkip, async () => {
    for (const naughty of JSON.parse(vector("blns.json"))) {
        for (const text of [naughty, rawToken(naughty, "{}"), rawToken(header, naughty), rawToken(header, JSON.stringify({ ...claims, sub: naughty, [naughty]: naughty }))]) {
            assert.notEqual((await everything(text)).refusal, null);
        }
    }
});

test("no single change of a character leaves a token good", async () => {
    const good = token(key);
    assert.equal((await everything(good)).refusal, null);
    for (let index = 0; index < good.length; index += 1) {
        for (const character of ["A", "_", "=", ".", "é"]) {
            if (good[index] === character) continue;
            const { refusal } = await everything(good.slice(0, index) + character + good.slice(index + 1));
            assert.notEqual(refusal, null, `${index} ${character}`);
        }
        assert.notEqual((await everything(good.slice(0, index) + good.slice(index + 1))).refusal, null, `${index} left out`);
    }
});

test("random bytes as parts never throw", async () => {
    let state = 1;
    const random = () => {
        state = state * 48271 % 2147483647;
        return state;
    };
    const bytes = () => Uint8Array.from({ length: random() % 60 }, () => random() & 0xff);
    for (let round = 0; round < 500; round += 1) {
        const text = `${base64url(bytes())}.${base64url(bytes())}.${base64url(bytes())}`;
        assert.notEqual((await everything(text)).refusal, null);
    }
});
