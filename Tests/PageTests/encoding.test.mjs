import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { base64URLFault, decodeBase64URL, encodeBase64URL } from "../../Web/workbench/token-base64url.js";
import { JSONFault, member, members, readJSON, readJSONText } from "../../Web/workbench/token-json.js";
import { hidesSomething, jsonLiteral, prettyJSON, shortened, visibleText } from "../../Web/workbench/token-text.js";
import { utf8, vector, vectorFolder, vectorsOrSkip } from "./support.mjs";

test("base64url gives back every sequence of bytes, as Node writes it", () => {
    for (let length = 0; length < 70; length += 1) {
        const bytes = Uint8Array.from({ length }, (_, index) => (index * 151 + length * 7) & 0xff);
        const text = Buffer.from(bytes).toString("base64url");
        assert.equal(encodeBase64URL(bytes), text);
        assert.deepEqual(decodeBase64URL(text), bytes);
    }
});

test("base64url refuses padding, other alphabets, white space, impossible lengths and stray bits", () => {
    for (const text of ["Zg==", "Zg=", "ab+/", "Zm 8", "Zm8\n", "A", "AAAAA", "Zh", "Zm9", "é", "\u0100AAA", "Zm8."]) {
        assert.equal(decodeBase64URL(text), null, text);
        assert.equal(typeof base64URLFault(text), "string", text);
    }
    assert.equal(base64URLFault("Zm8"), null);
});

test("JSON: the public suite is answered as RFC 8259 demands", vectorsOrSkip, () => {
    let count = 0;
    for (const name of readdirSync(vectorFolder("json_parsing/"))) {
        const read = () => readJSON(vector(`json_parsing/${encodeURIComponent(name)}`));
        if (name.startsWith("y_")) assert.doesNotThrow(read, name);
        else if (name.startsWith("n_")) assert.throws(read, JSONFault, name);
        else try { read(); } catch (error) { assert.ok(error instanceof JSONFault, name); }
        count += 1;
    }
    assert.ok(count > 300, `${count} texts`);
});

test("JSON: duplicate members are found, deeper ones and escaped ones too, and the last one counts", () => {
    const { value, duplicates } = readJSONText('{"a":1,"b":{"c":1,"\\u0063":2},"a":3}');
    assert.deepEqual(duplicates.sort(), ["a", "c"]);
    assert.equal(member(value, "a").value, 3);
    assert.equal(members(value).length, 2);
    assert.deepEqual(readJSONText('{"a":{"a":1}}').duplicates, []);
});

test("JSON: __proto__, constructor and toString are names like any other", () => {
    const { value } = readJSONText('{"__proto__":{"admin":true},"constructor":1,"toString":2}');
    assert.deepEqual(value.members.map(one => one.name), ["__proto__", "constructor", "toString"]);
    assert.equal(member(value, "hasOwnProperty"), undefined);
    assert.equal(member(value, "valueOf"), undefined);
    assert.equal({}.admin, undefined);
});

test("JSON: depth, size, number of members and numbers beyond a double are bounded", () => {
    const code = text => {
        try { readJSONText(text); } catch (error) { return error.code; }
        return null;
    };
    assert.equal(code("[".repeat(32) + "]".repeat(32)), null);
    assert.equal(code("[".repeat(33) + "]".repeat(33)), "too_deep");
    assert.equal(code("[".repeat(60000)), "too_deep");
    assert.equal(code(`"${"x".repeat(65536)}"`), "too_large");
    assert.equal(code(`[${"0,".repeat(1000)}0]`), "too_many_members");
    assert.equal(code("1e999"), "number_out_of_range");
    for (const text of ["NaN", "Infinity", "-Infinity", "undefined", "{a:1}", "01", "+1", "1.", ".5", "0x10", "'a'", ""]) assert.ok(code(text), text);
});

test("JSON: numbers stay as they were written", () => {
    assert.equal(prettyJSON(readJSONText("[9007199254740993,1.50,1E2,-0]").value), "[\n  9007199254740993,\n  1.50,\n  1E2,\n  -0\n]");
});

test("JSON: bytes that are not UTF-8, and byte order marks, are refused", () => {
    for (const bytes of [[0x22, 0xff, 0x22], [0xef, 0xbb, 0xbf, 0x7b, 0x7d], [0, 0x7b, 0, 0x7d], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]]) {
        assert.throws(() => readJSON(Uint8Array.from(bytes)), JSONFault);
    }
});

test("characters that cannot be seen are named: bidirectional overrides, zero widths, controls, tags, variation selectors", () => {
    for (const character of ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u0000", "\u0007", "\u0085", "\u2028", "\u{e0041}", "\ufe0f", "\u3164", "\u00ad", "\ue000"]) {
        assert.ok(hidesSomething(`a${character}b`), character.codePointAt(0).toString(16));
        assert.match(visibleText(`a${character}b`), /^a⟨U\+[0-9A-F]{4,6}⟩b$/);
        assert.doesNotMatch(jsonLiteral(`a${character}b`), new RegExp(character, "u"));
        assert.equal(JSON.parse(jsonLiteral(`a${character}b`)), `a${character}b`);
    }
    for (const text of ["Zoë", "日本語", "שלום", "a b", "😀"]) assert.equal(visibleText(text), text);
});

test("a text is never cut inside of a character", () => {
    assert.equal(shortened("😀😀😀", 4), "😀…");
    assert.equal(shortened("abc", 3), "abc");
    assert.ok(utf8(shortened("😀".repeat(3000), 4000)).every(byte => byte !== 0xbf || true));
    assert.doesNotMatch(shortened("😀".repeat(3000), 3999), /[\ud800-\udbff]…/u);
});
