import { api, Browser, during, equal, errorIn, kinds, local, memory, open, problem, refreshes, requestsTo, signedIn, status, truth } from "./support.ts";

/** What other programs have been seen to say, and what one could say that has read the standards. */
const strangers: [number, object | string][] = [
    [400, { error: "invalid_grant" }],
    [400, { error: "invalid_grant", error_description: "Token is not active" }],
    [400, { error: "invalid_grant", cause: "password_changed", status: 400 }],
    [400, { error: "invalid_grant", status: 400, detail: "no", request_id: "1" }],
    [400, { error: "invalid_grant", status: 400, type: "about:blank", request_id: "1" }],
    [400, { error: "invalid_grant", status: 400, type: "https://x/invalid_grant" }],
    [400, { error: "invalid_grant", status: 401, type: "https://x/invalid_grant", request_id: "1" }],
    [400, { error: "invalid_request", field: "refresh_token" }],
    [400, { error: "invalid_dpop_proof" }],
    [401, { error: "invalid_grant" }],
    [409, { error: "superseded" }],
    [200, { error: "invalid_grant" }],
    [204, ""],
];

for (const mode of ["cookie", "token"] as const) {
    Deno.test(`66 No answer of another program at the refresh address ends a session (${mode})`, async () => {
        for (const [code, body] of strangers) {
            const browser = new Browser();
            const opened = await signedIn(browser, mode === "token" ? local : {});
            browser.network.intercept = ({ url }) => url.includes("/auth/refresh")
                ? { status: code, headers: {}, body: typeof body === "string" ? body : JSON.stringify(body) }
                : null;
            browser.network.log.length = 0;
            const error = await errorIn(browser, opened.client.refresh());
            equal([error.class, error.code, status(opened)], ["transient", "unexpected_answer", "signedIn"], JSON.stringify(body));
            browser.network.intercept = () => null;
            await browser.advance(61_000);
            await during(browser, opened.client.refresh());
            const attempts = requestsTo(browser, "/auth/refresh").map(({ headers }) => headers.get("Tessera-Attempt"));
            equal(new Set(attempts.slice(0, 2)).size, 1, `the same attempt is repeated: ${JSON.stringify(body)}`);
        }
    });
}

Deno.test("66 The server's own refusal still does, with its own sentences", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser);
    browser.server.end("s1", "ended_elsewhere");
    equal((await errorIn(browser, opened.client.refresh())).class, "rejected");
    equal(status(opened), "signedOut ended_elsewhere");
    equal(opened.events.at(-1), { kind: "signedOut", cause: "ended_elsewhere", detail: "refused: invalid_grant" });
});

Deno.test("66 A refusal that waits for the token's end keeps its sentences, for the other tabs, too", async () => {
    const browser = new Browser();
    const first = await signedIn(browser, local);
    const second = await open(browser, local);
    browser.server.end("s1", "idle_timeout");
    await browser.advance(310_000);
    for (const { events } of [first, second]) {
        equal(events.at(-1), { kind: "signedOut", cause: "idle_timeout", detail: "refused: invalid_grant" });
    }
});

Deno.test("66 A stranger confirms no sign-out, ends no other session, and empties no list", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser, memory);
    const { client } = opened;
    const say = (status: number, body: string) => browser.network.intercept = ({ url }) => url.includes("/auth/") ? { status, headers: {}, body } : null;
    say(200, '{"ended":"all"}');
    equal((await errorIn(browser, client.logoutEverywhere())).class, "transient");
    equal((await errorIn(browser, client.sessions())).code, "unexpected_answer");
    say(204, "");
    equal((await errorIn(browser, client.endSession("s1"))).class, "transient");
    equal(status(opened), "signedIn");
    equal(await during(browser, client.logout()), { revoked: false, pending: true });
    equal(browser.server.rows.get("s1")?.end, null);
    browser.network.intercept = () => null;
    await browser.advance(61_000);
    equal(browser.server.rows.get("s1")?.end, "signed_out", "it is told until the server has heard");
});

Deno.test("36 A visitor who is not signed in meets no error at a cold load", async () => {
    const browser = new Browser();
    const codes: number[] = [];
    const page = browser.open();
    const fetch: typeof page.environment.fetch = async (input, init) => {
        const response = await page.environment.fetch(input, init);
        codes.push(response.status);
        return response;
    };
    const opened = await open(browser, { environment: { fetch } }, page);
    equal([status(opened), codes, kinds(opened)], ["signedOut null", [204], []]);
});

Deno.test("36 A cookie that is gone under a session is still told as expired, once", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser);
    browser.network.cookie = null;
    equal((await errorIn(browser, opened.client.refresh())).class, "rejected");
    equal([status(opened), kinds(opened)], ["signedOut expired", ["signedIn", "signedOut"]]);
});

Deno.test("36 A server that knows the question not yet answers as ever", async () => {
    const browser = new Browser();
    browser.network.intercept = ({ url }) => url.includes("?nobody") ? problem(400, "invalid_request", { field: "refresh_token" }) : null;
    equal(status(await open(browser)), "signedOut null");
});

Deno.test("56 Blocked cookies are told at sign-in, and the session that was made is given back", async () => {
    const browser = new Browser();
    const opened = await open(browser);
    browser.network.keepsCookies = false;
    const error = await errorIn(browser, opened.client.login({ identifier: "ada", password: "right" }));
    equal([error.class, error.code], ["configuration", "cookies_blocked"]);
    await browser.advance(100);
    equal([status(opened), browser.server.rows.get("s1")?.end], ["signedOut cookies_blocked", "signed_out"]);
    browser.network.keepsCookies = true;
    await during(browser, opened.client.login({ identifier: "ada", password: "right" }));
    equal(status(opened), "signedIn");
});

Deno.test("56 Where it cannot be told whether the cookie was kept, the sign-in counts", async () => {
    for (const answer of [problem(404, "not_found"), problem(503, "overloaded"), { status: 200, headers: {}, body: "<h1>" }, "lose the answer" as const]) {
        const browser = new Browser();
        const opened = await open(browser);
        browser.network.intercept = ({ url }) => url.endsWith("/auth/cookie") ? answer : null;
        await during(browser, opened.client.login({ identifier: "ada", password: "right" }));
        equal(status(opened), "signedIn");
    }
});

Deno.test("56 In token mode no cookie is asked about", async () => {
    const browser = new Browser();
    await signedIn(browser, memory);
    equal(requestsTo(browser, "/auth/cookie").length, 0);
});

Deno.test("27 A page of another site is refused by name, as a matter of set-up", async () => {
    const browser = new Browser();
    const opened = await open(browser);
    browser.network.intercept = ({ url }) => url.endsWith("/auth/login") ? problem(422, "cross_site_cookie", { field: "transport" }) : null;
    const error = await errorIn(browser, opened.client.login({ identifier: "ada", password: "right" }));
    equal([error.class, error.code, error.field, status(opened)], ["configuration", "cross_site_cookie", "transport", "signedOut null"]);
});

/** Five refreshes that the network has lost; then there is one again, and nobody has said so. */
async function fiveFailures(browser: Browser) {
    browser.random.next = () => 0.999;
    const opened = await signedIn(browser, memory);
    browser.network.intercept = ({ url }) => url.includes("/auth/refresh") ? "lose the request" : null;
    for (let failure = 0; failure < 5; failure += 1) {
        truth(/network|timeout/.test((await errorIn(browser, opened.client.refresh())).code), "lost");
        await browser.advance(failure < 4 ? 16_000 : 0);
    }
    equal((await errorIn(browser, opened.client.refresh())).code, "paused");
    browser.network.intercept = () => null;
    return opened;
}

Deno.test("67 The first success ends the pause that failures have made", async () => {
    for (const address of [`${api}/notes`, "https://login.test/auth/me"]) {
        const browser = new Browser();
        const { client } = await fiveFailures(browser);
        equal((await during(browser, client.fetch(address))).status, 200);
        await during(browser, client.refresh());
    }
});

Deno.test("67 So does the browser's word that it is online", async () => {
    const browser = new Browser();
    const { client, page } = await fiveFailures(browser);
    page.signal("online");
    await during(browser, client.refresh());
});

Deno.test("67 An API that answers while the login service is away ends one pause, and no more", async () => {
    const browser = new Browser();
    const { client } = await fiveFailures(browser);
    browser.network.intercept = ({ url }) => url.includes("/auth/refresh") ? "lose the request" : null;
    const before = refreshes(browser);
    for (let call = 0; call < 10; call += 1) {
        await during(browser, client.fetch(`${api}/notes`));
        await during(browser, client.refresh()).catch(() => {});
    }
    truth(refreshes(browser) - before <= 2, `${refreshes(browser) - before} refreshes`);
});

Deno.test("67 What the server has asked for is waited for, whoever answers", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.network.intercept = ({ url }) => url.includes("/auth/refresh") ? problem(503, "overloaded", {}, { "Retry-After": "30" }) : null;
    await errorIn(browser, client.refresh());
    browser.network.intercept = () => null;
    await during(browser, client.fetch("https://login.test/auth/me"));
    equal((await errorIn(browser, client.refresh())).code, "paused");
});

Deno.test("68 Storage that another program has cleared is told as that, in every mode that uses it", async () => {
    for (const wanted of [{}, local, { mode: "token", storage: "session" } as const]) {
        for (const clear of ["clear", "spoil"]) {
            const browser = new Browser();
            const opened = await signedIn(browser, wanted);
            const second = wanted === local ? await open(browser, wanted) : null;
            const map = wanted.storage === "session" ? opened.page.sessionStorage : browser.local;
            if (clear === "clear") map.clear();
            else map.set("tessera.session", "{");
            // It is told at once, and not when the server has heard.
            if (wanted.mode !== "token") browser.network.latency = 1000;
            opened.page.signal("visible");
            await browser.advance(100);
            equal(status(opened), "signedOut storage_cleared");
            equal(kinds(opened).filter(kind => kind === "signedOut").length, 1);
            if (second) equal(status(second), "signedOut storage_cleared");
            // By cookie the session could go on at the next load, so it is ended for good.
            await browser.advance(60_000);
            if (wanted.mode !== "token") equal(browser.server.rows.get("s1")?.end, "signed_out");
        }
    }
});

Deno.test("68 A sign-out in another tab is still told as that", async () => {
    const browser = new Browser();
    const first = await signedIn(browser, local);
    const second = await open(browser, local);
    await during(browser, first.client.logout());
    await browser.advance(100);
    equal(status(second), "signedOut other_tab");
});
