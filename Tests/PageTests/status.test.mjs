import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { decodeToken } from "../../Web/workbench/token-decode.js";
import { readKeys } from "../../Web/workbench/token-keys.js";
import { inflate, openStatusList, statusAt, StatusFault, statusReference } from "../../Web/workbench/token-status.js";
import { base64url, claims, issuer, newKey, now, token } from "./support.mjs";

const key = newKey("ES256");
const keys = readKeys(JSON.stringify({ keys: [key.jwk] }));
const uri = `${issuer}/status/lists/0`;
const pack = bytes => base64url(deflateSync(Uint8Array.from(bytes)));
const payload = { iss: issuer, sub: uri, iat: now, exp: now + 3600, ttl: 60, status_list: { bits: 1, lst: pack([0b00100000, 0b00000010]) } };
const listToken = (changes = {}, header = {}, signer = key) => token(signer, { ...payload, ...changes }, { typ: "statuslist+jwt", ...header });
const open = (text, more = {}) => openStatusList(text, { uri, issuer, keys, now, leeway: 30, ...more });

test("a list's bits are read, least significant first, as the draft's example has them", async () => {
    const list = await open(listToken());
    assert.deepEqual([...Array(16).keys()].filter(index => statusAt(list, index) === 1), [5, 9]);
    assert.equal(statusAt(list, 16), null);
    assert.equal(list.ttl, 60);
    const draft = { bits: 1, bytes: Uint8Array.from([0xb9, 0xa3]) };
    assert.deepEqual([...Array(16).keys()].map(index => statusAt(draft, index)), [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
    const two = { bits: 2, bytes: Uint8Array.from([0xc9, 0x44, 0xf9]) };
    assert.deepEqual([...Array(12).keys()].map(index => statusAt(two, index)), [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);
});

test("a list of 2^17 entries, and one a hundred times as long when unpacked, are bounded", async () => {
    const random = Uint8Array.from({ length: 16384 }, (_, index) => (index * 7919) >> 3);
    const list = await open(listToken({ status_list: { bits: 1, lst: pack(random) } }));
    assert.equal(list.bytes.length, 16384);
    await assert.rejects(inflate(deflateSync(new Uint8Array(1 << 24))), /longer than/);
    await assert.rejects(inflate(new Uint8Array([1, 2, 3])), StatusFault);
    await assert.rejects(inflate(deflateSync(new Uint8Array(100)).subarray(0, 8)), StatusFault);
});

test("a list is refused that is another's, unsigned, expired, of the future, or of another kind", async () => {
    const other = newKey("ES256");
    const good = listToken();
    const cases = {
        "another key": listToken({}, {}, other),
        "a changed list": good.slice(0, good.lastIndexOf(".") + 1) + base64url(new Uint8Array(64).fill(1)),
        "an access token": token(key, payload),
        "another address": listToken({ sub: `${uri}1` }),
        "another issuer": listToken({ iss: "https://evil.example.com" }),
        "expired": listToken({ exp: now - 30 }),
        "from the future": listToken({ iat: now + 31 }),
        "without iat": listToken({ iat: undefined }),
        "three bits": listToken({ status_list: { bits: 3, lst: pack([0]) } }),
        "no base64url": listToken({ status_list: { bits: 1, lst: "!" } }),
        "not compressed": listToken({ status_list: { bits: 1, lst: "AAAA" } }),
        "an unknown algorithm": listToken({}, { alg: "none" }),
        "no token": "<html>",
        "nothing": "",
        "an unknown key": listToken({}, { kid: "x" }),
        "extensions": listToken({}, { crit: ["x"], x: 1 }),
        "a misspelt signature": `${good}=`,
    };
    for (const [name, text] of Object.entries(cases)) await assert.rejects(open(text), StatusFault, name);
});

test("the reference of a token is strict", () => {
    const reference = status => statusReference(decodeToken(token(key, { ...claims, status })).payload.node);
    assert.deepEqual(reference({ status_list: { idx: 7, uri } }), { uri, index: 7 });
    assert.equal(reference(undefined), null);
    assert.equal(reference({ other: {} }), null);
    for (const status of ["x", [], { status_list: 7 }, { status_list: { idx: -1, uri } }, { status_list: { idx: 1.5, uri } }, { status_list: { idx: "1", uri } }, { status_list: { idx: 1 } }, { status_list: { idx: 2 ** 60, uri } }]) {
        assert.throws(() => reference(status), StatusFault, JSON.stringify(status));
    }
});
