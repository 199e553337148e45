import assert from "node:assert/strict";
import { test } from "node:test";
import { claimRows } from "../../Web/demo/demo-claims.js";
import { addressOfMode, modeOf, modes } from "../../Web/demo/demo-modes.js";
import { isGuardedRoute, readRoute, signInFragment } from "../../Web/demo/demo-routes.js";
import { clockWords, errorWords, eventWords, networkWords, signedOutWords } from "../../Web/demo/demo-words.js";

test("a mode comes from the address, and the safest when it names none", () => {
    for (const mode of modes) assert.equal(modeOf(addressOfMode(mode).split("demo")[1]), mode);
    assert.equal(modeOf("?mode=__proto__").name, "cookie");
    assert.equal(modeOf("").name, "cookie");
    assert.equal(modes.length, 5);
    for (const mode of modes) assert.match(`${mode.keeps} ${mode.risk}`, /^[A-Z].*\. [A-Z].*\.$/);
});

test("a fragment is a route, or a link within the page", () => {
    for (const fragment of ["", "#", "#/", "#/notes", "#/notes?x=1"]) assert.equal(readRoute(fragment).view, "notes", fragment);
    assert.equal(readRoute("#/sessions").isGuarded, true);
    assert.equal(readRoute("#/sign-in?return=%2Fsessions").returnTo, "/sessions");
    assert.equal(readRoute("#/sign-in").returnTo, null);
    assert.equal(readRoute("#/constructor").view, "nothing");
    assert.equal(readRoute("#view"), null);
});

test("only the demo's own guarded routes are led back to", () => {
    for (const path of ["/notes", "/sessions", "/notes?x=1"]) assert.ok(isGuardedRoute(path), path);
    for (const path of ["/sign-in", "/account", "//evil.example", "https://evil.example", "javascript:alert(1)"]) assert.ok(!isGuardedRoute(path), path);
    assert.equal(signInFragment("/sessions"), "#/sign-in?return=%2Fsessions");
    assert.equal(signInFragment("/notes"), "#/sign-in");
    assert.equal(readRoute(signInFragment("/a?b=c&d=e", "/register")).returnTo, "/a?b=c&d=e");
});

test("an end is told from where one stands", () => {
    assert.equal(signedOutWords("signed_out", true), "You signed out.");
    assert.match(signedOutWords("signed_out", false), /from another place/);
    assert.match(signedOutWords("refresh_token_reuse", false), /theft/);
    assert.match(signedOutWords("something_new", false), /something_new/);
    assert.equal(eventWords({ kind: "signedOut", cause: "signed_out" }, true).kind, "");
    assert.equal(eventWords({ kind: "signedOut", cause: "other_tab" }).kind, "bad");
});

test("a failed refresh says when it tries again, and that nobody is signed out", () => {
    const error = { class: "transient", code: "temporarily_unavailable", message: "Busy", retryAfter: 5 };
    assert.equal(eventWords({ kind: "refreshFailed", error, retryIn: 5000 }).text, "A refresh did not succeed: Busy. It asks to wait 5 seconds. It waits 5 seconds before it tries again.");
    assert.match(eventWords({ kind: "refreshFailed", error, retryIn: null }).text, /The session continues/);
    assert.match(eventWords({ kind: "refreshFailed", error, retryIn: 1000 }).text, /waits 1 second before/);
    assert.equal(errorWords(new TypeError("Failed to fetch")), "The server does not respond.");
});

test("the network names other servers whole, and its own by the path, without queries", () => {
    const url = new URL("http://localhost:8081/notes?secret=1");
    assert.equal(networkWords({ happened: "answered", method: "GET", url, status: 200 }, "http://localhost:8080").text, "GET http://localhost:8081/notes → 200");
    assert.deepEqual(networkWords({ happened: "answered", method: "GET", url, status: 401 }, "http://localhost:8081"), { kind: "bad", text: "GET /notes → 401" });
    assert.match(networkWords({ happened: "busy", method: "POST", url, seconds: 5 }, "").text, /503, with Retry-After: 5/);
});

test("claims become rows: times in words, lists as words, what is bound", () => {
    const rows = claimRows({ exp: 1252, aud: ["a", "b"], roles: [], cnf: { jkt: "x" }, status: { status_list: { idx: 7, uri: "u" } }, iat: "1", other: { a: 1 } }, 1000);
    assert.deepEqual(rows[0], { name: "exp", value: "1252", time: 1252, meaning: "expires in 4 minutes 12 seconds · Thu 1 Jan 1970, 00:20:52 UTC" });
    assert.deepEqual(rows.map(row => row.value), ["1252", "a b", "none", '{"jkt":"x"}', '{"status_list":{"idx":7,"uri":"u"}}', "1", '{"a":1}']);
    assert.match(rows[3].meaning, /worthless/);
    assert.match(rows[4].meaning, /bit 7/);
    assert.equal(rows[5].time, null);
    assert.deepEqual(claimRows(undefined, 0), []);
});

test("the time that is left, as a clock shows it", () => {
    assert.deepEqual([-3, 0, 0.2, 59, 247, 3600 * 26 + 61].map(clockWords), ["0:00", "0:00", "0:01", "0:59", "4:07", "26:01:01"]);
});
