import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeToken } from "../../Web/workbench/token-decode.js";
import { checkKeyAndSignature, statusFact } from "../../Web/workbench/token-check.js";
import { readKeys } from "../../Web/workbench/token-keys.js";
import { judge, ruleTitles } from "../../Web/workbench/token-policies.js";
import { base64url, claims, issuer, newKey, now, rawToken, token } from "./support.mjs";

const key = newKey("ES256");
const keys = { list: readKeys(JSON.stringify({ keys: [key.jwk] })), fault: null };
const everything = { issuer, audience: "https://api.example.com", clientID: "web", type: "", isAccessToken: true, leeway: 30, now };
const nothing = { issuer: "", audience: "", clientID: "", type: "", isAccessToken: false, leeway: 30, now };

async function judged(text, expected = everything, { withKeys = keys, listOf = () => ({ list: null, fault: null, words: "" }) } = {}) {
    const decoded = decodeToken(text);
    const facts = { ...await checkKeyAndSignature(decoded, withKeys), keys: withKeys, status: statusFact(decoded, listOf) };
    return judge(decoded, facts, expected);
}
const refusal = async (...all) => (await judged(...all)).refusal?.rule ?? null;
const changed = text => text.slice(0, text.lastIndexOf(".") + 1) + base64url(new Uint8Array(64).fill(1));

test("a good token is refused by no rule", async () => {
    const { rules, refusal: none, isVerified } = await judged(token(key));
    assert.equal(none, null);
    assert.equal(isVerified, true);
    assert.ok(rules.every(one => ["kept", "not asked"].includes(one.state)));
});

test("each rule refuses under its name", async () => {
    const without = name => Object.fromEntries(Object.entries(claims).filter(([one]) => one !== name));
    const list = bytes => () => ({ list: { bits: 1, bytes: Uint8Array.from(bytes), ttl: 60, issuedAt: now, expiresAt: null }, fault: null, words: "" });
    const listed = token(key, { ...claims, status: { status_list: { idx: 3, uri: `${issuer}/status/lists/0` } } });
    const cases = [
        ["too_large", token(key, { ...claims, x: "x".repeat(13000) })],
        ["malformed", "abc"],
        ["malformed", token(key, { ...claims, exp: "soon" })],
        ["malformed", token(key, { ...claims, sub: 5 })],
        ["malformed", token(key, { ...claims, exp: (now + 300) * 1000 })],
        ["malformed", rawToken('{"alg":"ES256","typ":"at+jwt","kid":"key-1"}', '{"sub":"a","sub":"b"}', key.sign)],
        ["malformed", rawToken('{"alg":"ES256","typ":"at+jwt","kid":"key-1"}', "[]", key.sign)],
        ["malformed", `${token(key).slice(0, -1)}!`],
        ["malformed", token(key).slice(0, token(key).lastIndexOf(".") + 1)],
        ["algorithm", rawToken('{"alg":"none"}', JSON.stringify(claims), () => "")],
        ["algorithm", rawToken('{"alg":"none"}', JSON.stringify(claims))],
        ["algorithm", token(key, claims, { alg: "es256" })],
        ["algorithm", token(key, claims, { alg: "HS256" })],
        ["unknown_key", token(key, claims, { kid: "other" })],
        ["signature", changed(token(key))],
        ["type", token(key, claims, { typ: "JWT" })],
        ["type", token(key, claims, { typ: undefined })],
        ["missing_claim", token(key, without("jti"))],
        ["missing_claim", token(key, { ...claims, sub: "" })],
        ["issuer", token(key, { ...claims, iss: `${issuer}/` })],
        ["audience", token(key, { ...claims, aud: ["https://other.example.com"] })],
        ["client_id", token(key, { ...claims, client_id: "other" })],
        ["malformed", token(key, { ...claims, scope: "a  b" })],
        ["malformed", token(key, { ...claims, roles: "admin" })],
        ["expired", token(key, { ...claims, exp: now - 30 })],
        ["expired", token(key, { ...claims, iat: now - 600, exp: now - 300 })],
        ["not_yet_valid", token(key, { ...claims, nbf: now + 31 })],
        ["not_yet_valid", token(key, { ...claims, iat: now + 31 })],
        ["binding", token(key, { ...claims, cnf: { jkt: "x" } })],
    ];
    for (const [rule, text] of cases) assert.equal(await refusal(text), rule, text.slice(0, 200));
    assert.equal(await refusal(token(key, without("exp")), nothing), "missing_claim");
    assert.equal(await refusal(token(key, claims), { ...nothing, type: "JWT" }), "type");
    assert.equal(await refusal(token(key), everything, { withKeys: { list: [], fault: "no answer" } }), "keys_unavailable");
    assert.equal(await refusal(listed, everything, { listOf: list([0b1000]) }), "status");
    assert.equal(await refusal(listed, everything, { listOf: list([0b0111]) }), null);
    assert.equal(await refusal(listed, everything, { listOf: list([]) }), "status");
    assert.equal(await refusal(listed, everything, { listOf: () => ({ list: null, fault: "no answer", words: "" }) }), "status_unavailable");
    assert.equal(await refusal(token(key, { ...claims, status: { status_list: { idx: -1 } } })), "status_unavailable");
    const named = new Set([...cases.map(([rule]) => rule), "keys_unavailable", "status", "status_unavailable"]);
    assert.deepEqual([...ruleTitles.keys()].filter(rule => !named.has(rule)), []);
});

test("what is not expected is not asked, and the times always are", async () => {
    const { rules } = await judged(token(key), nothing);
    const states = Object.fromEntries(rules.map(one => [one.rule, one.state]));
    for (const rule of ["type", "issuer", "audience", "client_id", "binding", "status"]) assert.equal(states[rule], "not asked", rule);
    for (const rule of ["signature", "missing_claim", "expired", "not_yet_valid"]) assert.equal(states[rule], "kept", rule);
});

test("the leeway holds at both ends", async () => {
    assert.equal(await refusal(token(key, { ...claims, iat: now - 60, exp: now - 29 })), null);
    assert.equal(await refusal(token(key, { ...claims, nbf: now + 30, exp: now + 60 })), null);
    assert.equal(await refusal(token(key, { ...claims, iat: now - 60, exp: now }), { ...everything, leeway: 0 }), "expired");
});

test("the first broken rule refuses; those after it are not reached, and say whether they would refuse, too", async () => {
    const { rules, refusal: first } = await judged(changed(token(key, { ...claims, exp: now - 100 })));
    assert.equal(first.rule, "signature");
    const index = rules.findIndex(one => one.rule === "signature");
    assert.ok(rules.slice(index + 1).every(one => one.state === "not reached"));
    assert.match(rules.find(one => one.rule === "expired").words, /Would be broken, too/);
    assert.deepEqual(rules.map(one => one.rule), [...ruleTitles.keys()]);
});

test("identifiers are compared byte by byte", async () => {
    const kelvin = { ...everything, issuer: "https://K.example.com" };
    assert.equal(await refusal(token(key, { ...claims, iss: "https://\u212a.example.com" }), kelvin), "issuer");
    assert.equal(await refusal(token(key, claims, { typ: "AT+JWT" })), null);
    assert.equal(await refusal(token(key, claims, { typ: "application/at+jwt" })), null);
    assert.equal(await refusal(token(key, claims, { typ: "application/x/at+jwt" })), "type");
});
