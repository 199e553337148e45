import assert from "node:assert/strict";
import { test } from "node:test";
import { createClock } from "../../Web/demo/demo-clock.js";
import { createNetwork, tampered } from "../../Web/demo/demo-network.js";
import { notesAPI, NotesError } from "../../Web/demo/demo-notes-api.js";

/** A real clock that stands still until it is told otherwise, and rings what is due. */
function standingClock() {
    let passed = 0;
    const timers = new Set();
    return {
        now: () => 1_000_000 + passed,
        monotonic: () => passed,
        setTimer(callback, milliseconds) {
            const timer = { callback, due: passed + milliseconds };
            timers.add(timer);
            return () => timers.delete(timer);
        },
        advance(milliseconds) {
            passed += milliseconds;
            for (const timer of [...timers].filter(one => one.due <= passed)) {
                timers.delete(timer);
                timer.callback();
            }
        },
        waiting: () => timers.size,
    };
}

test("a clock moved forward rings the timers that it passes, each once", () => {
    const base = standingClock();
    const clock = createClock(base);
    const rung = [];
    clock.setTimer(() => rung.push("soon"), 1000);
    clock.setTimer(() => rung.push("late"), 10_000);
    const cancel = clock.setTimer(() => rung.push("never"), 1000);
    cancel();
    clock.forward(5000);
    base.advance(0);
    assert.deepEqual(rung, ["soon"]);
    assert.equal(clock.now(), 1_005_000);
    base.advance(4999);
    assert.deepEqual(rung, ["soon"]);
    base.advance(1);
    assert.deepEqual(rung, ["soon", "late"]);
    assert.equal(base.waiting(), 0);
});

test("a skewed clock shows another time, and no time passes", () => {
    const base = standingClock();
    const clock = createClock(base);
    clock.skew(-86_400_000);
    assert.equal(clock.now(), 1_000_000 - 86_400_000);
    assert.equal(clock.monotonic(), 0);
    clock.skew(0);
    assert.equal(clock.now(), 1_000_000);
});

/** A network before a server that answers each request, and remembers it. */
function world({ status = 200 } = {}) {
    const [asked, told, listeners] = [[], [], []];
    let isOnline = true;
    const network = createNetwork({
        async fetch(request) {
            asked.push(request);
            return new Response("{}", { status });
        },
        page: { isVisible: () => true, isOnline: () => isOnline, on: (kind, listener) => (listeners.push([kind, listener]), () => {}) },
    }, seen => told.push(seen.happened));
    const real = kind => listeners.filter(([name]) => name === kind).forEach(([, listener]) => listener());
    return { network, asked, told, real, online: value => { isOnline = value; } };
}
const refresh = ["https://id.example/auth/refresh", { method: "POST" }];
const bearer = { headers: { Authorization: "Bearer aaaa.bbbb.cccccccc" } };

test("a request that nothing spoils goes through as it is", async () => {
    const { network, asked, told } = world();
    const answer = await network.fetch("https://id.example/auth/me", bearer);
    assert.equal(answer.status, 200);
    assert.equal(asked[0].headers.get("Authorization"), "Bearer aaaa.bbbb.cccccccc");
    assert.deepEqual(told, ["answered"]);
});

test("a lost answer was answered: the server saw the request, and only the next refresh is concerned", async () => {
    const { network, asked, told } = world();
    network.loseNextAnswer();
    await network.fetch("https://id.example/auth/me");
    await assert.rejects(network.fetch(...refresh), TypeError);
    assert.equal((await network.fetch(...refresh)).status, 200);
    assert.equal(asked.length, 3);
    assert.deepEqual(told, ["answered", "lost", "answered"]);
});

test("a busy server is met once, by a refresh, and says how long to wait", async () => {
    const { network, asked } = world();
    network.refuseNextRefresh(5);
    const answer = await network.fetch(...refresh);
    assert.deepEqual([answer.status, answer.headers.get("Retry-After"), asked.length], [503, "5", 0]);
    assert.equal((await network.fetch(...refresh)).status, 200);
});

test("a spoilt token has another signature of the same length, once, under the same scheme", async () => {
    const { network, asked } = world();
    network.spoilNextToken();
    await network.fetch(...refresh);
    await network.fetch("https://id.example/auth/me", bearer);
    await network.fetch("https://id.example/auth/me", bearer);
    assert.deepEqual(asked.slice(1).map(request => request.headers.get("Authorization")), ["Bearer aaaa.bbbb.ccccAccc", "Bearer aaaa.bbbb.cccccccc"]);
    assert.equal(tampered("a.b.AAAA"), "a.b.AABA");
});

test("a cut network lets nothing out and nothing in, and says so to whoever listens", async () => {
    const { network, asked, told, real } = world();
    const heard = [];
    network.page.on("offline", () => heard.push("offline"));
    network.page.on("online", () => heard.push("online"));
    const underway = network.fetch("https://id.example/auth/me");
    network.cut(true);
    await assert.rejects(underway, TypeError);
    await assert.rejects(network.fetch("https://id.example/auth/me"), TypeError);
    assert.equal(asked.length, 1);
    assert.equal(network.page.isOnline(), false);
    real("online");
    assert.deepEqual(heard, ["offline"], "the computer's own network does not mend the cable");
    network.cut(false);
    assert.equal(network.page.isOnline(), true);
    assert.deepEqual(heard, ["offline", "online"]);
    assert.deepEqual(told, ["lost", "cut"]);
});

test("a plugged cable helps nobody while the computer itself is offline", () => {
    const { network, online } = world();
    const heard = [];
    network.page.on("online", () => heard.push("online"));
    network.cut(true);
    online(false);
    network.cut(false);
    assert.deepEqual([heard.length, network.page.isOnline()], [0, false]);
});

test("the notes API: addresses, bodies, and what it would not do", async () => {
    const asked = [];
    const answering = (status, body) => async (address, request) => {
        asked.push([request.method, address, request.body]);
        return new Response(status === 204 ? null : JSON.stringify(body), { status });
    };
    const note = { title: "t", text: "x" };
    assert.deepEqual(await notesAPI("https://api.example/", answering(200, { notes: [1] })).list(), [1]);
    await notesAPI("https://api.example/v1", answering(201, note)).add(note);
    assert.equal(await notesAPI("https://api.example", answering(204)).remove("../x"), null);
    assert.deepEqual(asked, [
        ["GET", "https://api.example/notes", undefined],
        ["POST", "https://api.example/v1/notes", JSON.stringify(note)],
        ["DELETE", "https://api.example/notes/..%2Fx", undefined],
    ]);
    const kindOf = async (...answer) => notesAPI("https://api.example", answering(...answer)).list().then(() => "none", error => error.kind);
    assert.deepEqual(
        [await kindOf(401, {}), await kindOf(403, {}), await kindOf(404, {}), await kindOf(503, {}), await kindOf(409, { detail: "full" })],
        ["signedOut", "forbidden", "gone", "unreachable", "refused"]);
    const nobody = notesAPI("https://api.example", async () => { throw new TypeError("Failed to fetch"); });
    await assert.rejects(nobody.list(), error => error instanceof NotesError && error.kind === "unreachable");
    const rejected = Object.assign(new Error("x"), { class: "rejected" });
    await assert.rejects(notesAPI("https://api.example", async () => { throw rejected; }).list(), rejected);
});
