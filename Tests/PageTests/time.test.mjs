import assert from "node:assert/strict";
import { test } from "node:test";
import { absoluteTime, duration, lastSecond, readTime, relativeTime, secondsOf, timeFault } from "../../Web/workbench/token-time.js";
import { readJSONText } from "../../Web/workbench/token-json.js";

test("a time in words, in UTC whatever the machine's zone", () => {
    assert.equal(absoluteTime(0), "Thu 1 Jan 1970, 00:00:00 UTC");
    assert.equal(absoluteTime(1795464748), "Mon 23 Nov 2026, 20:12:28 UTC");
    assert.equal(absoluteTime(lastSecond), "Fri 31 Dec 9999, 23:59:59 UTC");
});

test("a distance in its two largest units", () => {
    assert.equal(relativeTime(1000, 1000), "now");
    assert.equal(relativeTime(1001, 1000), "in 1 second");
    assert.equal(relativeTime(1252, 1000), "in 4 minutes 12 seconds");
    assert.equal(relativeTime(1000 - 7200, 1000), "2 hours ago");
    assert.equal(duration(86400 * 3 + 3599), "3 days");
    assert.equal(duration(0), "0 seconds");
    assert.match(relativeTime(lastSecond, 0), /^in 8029 years /);
});

test("only numbers between 1970 and 9999 are times; fractions are cut off", () => {
    const node = text => readJSONText(text).value;
    assert.equal(secondsOf(node("1795464748.9")), 1795464748);
    assert.equal(secondsOf(node("1.795e9")), 1795000000);
    for (const text of ['"1795464748"', "-1", "1795464748000", "true", "1e300"]) {
        assert.equal(secondsOf(node(text)), null, text);
        assert.ok(timeFault(node(text)));
    }
    assert.match(timeFault(node("1795464748000")), /milliseconds/);
});

test("what a person types as a time: seconds, or a date in UTC", () => {
    assert.equal(readTime(" 1795464748 "), 1795464748);
    assert.equal(readTime("2026-11-23T20:12:28Z"), 1795464748);
    assert.equal(readTime("2026-11-23 20:12:28"), 1795464748);
    assert.equal(readTime("2026-11-23T22:12:28+02:00"), 1795464748);
    assert.equal(readTime("2026-11-23"), 1795392000);
    for (const text of ["", "soon", "1e9", "-5", "999999999999", "2026-13-45", "23.11.2026"]) assert.equal(readTime(text), null, text);
});
