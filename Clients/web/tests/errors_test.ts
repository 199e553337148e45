import { errorOf } from "../src/errors/classify.ts";
import { pauseAfter, pauseLeft } from "../src/retry/backoff.ts";
import { retryAfterSeconds } from "../src/server/answer.ts";
import { api, Browser, during, equal, errorIn, kinds, local, memory, open, problem, refreshes, requestsTo, signedIn, status, truth } from "./support.ts";

const portal = { status: 200, headers: { "Content-Type": "text/html" }, body: "<h1>Welcome</h1>" };

Deno.test("19 Only an answer that says so in the server's words ends a session", () => {
    const own = (status: number, body: { error: string } & Record<string, unknown>) =>
        JSON.parse(problem(status, body.error, body).body) as Record<string, unknown>;
    const classOf = (status: number, body: { error: string } & Record<string, unknown>, refreshing = true) =>
        errorOf({ status, body: own(status, body), retryAfter: undefined }, refreshing).class;
    const rejected = { error: "invalid_grant", cause: "idle_timeout" };
    equal(classOf(400, rejected), "rejected");
    equal(classOf(400, { error: "invalid_request", field: "refresh_token" }), "rejected");
    equal(classOf(400, { error: "invalid_dpop_proof" }), "rejected");
    for (const status of [0, 408, 429, 500, 502, 503, 504, 200, 302]) equal(classOf(status, rejected), "transient", `${status}`);
    equal(classOf(403, { error: "cross_site_request" }), "configuration");
    equal(classOf(401, { error: "invalid_credentials" }, false), "refused");
    equal(classOf(503, { error: "overloaded" }, false), "transient");
    // What may have been done is told apart from what certainly was not.
    const unknown = { error: "storage_unavailable", cause: "outcome_unknown" };
    for (const refreshing of [true, false]) {
        const error = errorOf({ status: 503, body: own(503, unknown), retryAfter: 2 }, refreshing);
        equal([error.class, error.cause, error.retryAfter], ["transient", "outcome_unknown", 2]);
    }
});

Deno.test("20 Unknown 4xx, answers that are no JSON, and captive portals are transient", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const odd = [
        portal,
        { ...portal, status: 400 },
        { ...portal, status: 401 },
        { ...portal, status: 403 },
        problem(404, "not_found"),
        problem(418, "teapot"),
        { status: 200, headers: {}, body: "{}" },
        { status: 200, headers: {}, body: "null" },
        { status: 200, headers: {}, body: '{"access_token":1}' },
    ];
    for (const answer of odd) {
        browser.network.intercept = () => answer;
        const error = await errorIn(browser, client.refresh());
        equal([error.class, client.state.value.status], ["transient", "signedIn"], answer.body);
        await browser.advance(61_000);
    }
    browser.network.intercept = () => null;
    await browser.advance(61_000);
    await during(browser, client.refresh());
});

Deno.test("16 After superseded another attempt is made: somebody else has made steps with this one", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, local);
    browser.network.intercept = request => request.url.endsWith("/auth/refresh") ? problem(409, "superseded") : null;
    equal((await errorIn(browser, client.refresh())).class, "transient");
    browser.network.intercept = () => null;
    await browser.advance(61_000);
    await during(browser, client.refresh());
    const attempts = requestsTo(browser, "/auth/refresh").map(({ headers }) => headers.get("Tessera-Attempt"));
    truth(attempts.length >= 2, "it tried again");
    equal(new Set(attempts).size, attempts.length, "attempts");
    equal(attempts.filter(attempt => attempt?.includes(",")), []);
});

Deno.test("21 Pauses grow exponentially up to a minute, with full jitter", () => {
    let pause = null;
    const longest = [];
    for (let failure = 0; failure < 9; failure += 1) {
        pause = pauseAfter(pause, undefined, 0, 0.999999999);
        longest.push(Math.round(pause.wait));
    }
    equal(longest, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    equal(pauseAfter(pause, undefined, 0, 0).wait, 0, "full jitter begins at nothing");
    equal(pauseAfter(null, 30, 0, 0).wait, 30_000, "Retry-After");
    equal([pauseLeft(pauseAfter(null, 30, 0, 0), 10_000), pauseLeft(pauseAfter(null, 30, 0, 0), -1e9)], [20_000, 30_000]);
    const now = Date.parse("2026-01-01T00:00:00Z");
    equal([retryAfterSeconds("7", now), retryAfterSeconds("Thu, 01 Jan 2026 00:00:09 GMT", now), retryAfterSeconds("soon", now)], [
        7,
        9,
        undefined,
    ]);
});

for (const code of [429, 503]) {
    Deno.test(`21 The Retry-After of a ${code} is obeyed by all tabs`, async () => {
        const browser = new Browser();
        const first = await signedIn(browser, local);
        const second = await open(browser, local);
        browser.network.intercept = () => problem(code, "overloaded", {}, { "Retry-After": "30" });
        const failure = await errorIn(browser, first.client.refresh());
        equal([failure.class, failure.retryAfter], ["transient", 30]);
        browser.network.intercept = () => null;
        const count = refreshes(browser);
        for (const { client } of [first, second]) equal((await errorIn(browser, client.refresh())).code, "paused");
        await browser.advance(29_000);
        equal((await errorIn(browser, second.client.refresh())).class, "transient");
        equal(refreshes(browser), count, "nobody asked");
        await browser.advance(1500);
        await during(browser, second.client.refresh());
        equal(first.events.flatMap(event => event.kind === "refreshFailed" ? [event.retryIn] : []), [30_000]);
    });
}

Deno.test("21 A network that comes back ends our pause, and not the server's", async () => {
    for (const [header, expected] of [[{}, 1], [{ "Retry-After": "30" }, 0]] as const) {
        const browser = new Browser();
        const { client, page } = await signedIn(browser, memory);
        browser.network.intercept = () => problem(503, "overloaded", {}, header);
        await errorIn(browser, client.refresh());
        browser.network.intercept = () => null;
        const before = refreshes(browser);
        page.signal("online");
        await during(browser, client.refresh()).catch(() => {});
        equal(refreshes(browser) - before, expected);
    }
});

Deno.test("22 A refused refresh ahead of time leaves the token to its end, then signs out once", async () => {
    for (const wanted of [{}, memory]) {
        const browser = new Browser();
        const opened = await signedIn(browser, wanted);
        browser.server.end("s1", "revoked_by_administrator");
        await browser.advance(285_000);
        equal([status(opened), refreshes(browser) > 0], ["signedIn", true], "before its end");
        const asked = refreshes(browser);
        equal((await during(browser, opened.client.getSession()))?.id, "s1");
        await browser.advance(20_000);
        equal([status(opened), refreshes(browser)], ["signedOut revoked_by_administrator", asked]);
        equal(kinds(opened).filter(kind => kind === "signedOut").length, 1);
    }
});

Deno.test("22 A refusal after a 401 signs out at once, with the server's cause", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser);
    browser.server.end("s1", "password_changed");
    equal((await during(browser, opened.client.fetch(`${api}/notes`))).status, 401);
    equal([status(opened), kinds(opened)], ["signedOut password_changed", ["signedIn", "signedOut"]]);
});

Deno.test("23 Without a network nothing is tried, one refresh follows its return, and the state stays", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser, memory);
    browser.network.isOffline = true;
    opened.page.signal("offline");
    await browser.advance(3_600_000);
    const state = opened.client.state.value;
    equal([refreshes(browser), state.status, state.status === "signedIn" && state.stale], [0, "signedIn", true]);
    equal((await errorIn(browser, opened.client.getSession())).code, "offline");
    browser.network.isOffline = false;
    opened.page.signal("online");
    await browser.advance(100);
    const after = opened.client.state.value;
    equal([refreshes(browser), after.status === "signedIn" && after.stale], [1, false]);
    equal(kinds(opened), ["signedIn", "offline", "online", "refreshed"]);
});

Deno.test("23 A page that begins without a network finds its session when there is one", async () => {
    for (const wanted of [{}, local]) {
        const browser = new Browser();
        (await signedIn(browser, wanted)).page.crash();
        browser.time.sleep(3_600_000);
        browser.network.isOffline = true;
        const again = await open(browser, wanted);
        equal(again.client.state.value.status !== "signedOut", true);
        browser.network.isOffline = false;
        again.page.signal("online");
        await browser.advance(100);
        equal(status(again), "signedIn");
    }
});

Deno.test("19 A wrong password is refused with the server's words and ends nothing", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser);
    const error = await errorIn(browser, opened.client.login({ identifier: "ada", password: "wrong" }));
    equal([error.class, error.code, error.status, status(opened)], ["refused", "invalid_credentials", 401, "signedIn"]);
    truth(error instanceof Error && error.message === "refused: invalid_credentials", "the message is the server's");
});
