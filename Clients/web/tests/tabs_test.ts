import {
    api,
    Browser,
    done,
    during,
    equal,
    errorIn,
    kinds,
    local,
    memory,
    open,
    problem,
    refreshes,
    requestsTo,
    secretMark,
    signedIn,
    status,
    truth,
    type Wanted,
} from "./support.ts";

const shared: [string, Wanted][] = [["by cookie", {}], ["in the local storage", local]];

for (const [name, wanted] of shared) {
    Deno.test(`28 Sign-in, refresh and sign-out are seen by the other tabs within 100 ms: ${name}`, async () => {
        const browser = new Browser();
        const [first, second] = [await open(browser, wanted), await open(browser, wanted)];
        await during(browser, first.client.login({ identifier: "ada", password: "right" }));
        await browser.advance(90);
        equal(status(second), "signedIn");
        const before = second.events.length;
        await during(browser, first.client.refresh());
        await browser.advance(90);
        equal(second.events.slice(before), [{ kind: "refreshed", generation: generation(first), by: "other" }]);
        const left = first.client.logout();
        await browser.advance(90);
        equal(status(second), "signedOut other_tab");
        await left;
    });

    Deno.test(`30 Another user in another tab ends this tab's state at once: ${name}`, async () => {
        const browser = new Browser();
        const first = await signedIn(browser, wanted);
        const second = await open(browser, wanted);
        await during(browser, second.client.login({ identifier: "bob", password: "right" }));
        await browser.advance(90);
        const ends = first.events.flatMap(event => event.kind === "signedOut" ? [event.cause] : []);
        const state = first.client.state.value;
        equal([ends, state.status === "signedIn" && state.session.subject], [["other_user"], "user-bob"]);
        equal(browser.server.rows.get("s1")?.end, "signed_out", "the session before");
    });
}

const generation = ({ client: { state: { value } } }: { client: { state: { value: { status: string } } } }) =>
    (value as { session?: { generation: number } }).session?.generation;

Deno.test("28 Messages carry kind and generation, and nothing else", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, local);
    await during(browser, client.refresh());
    await during(browser, client.logout());
    equal(browser.messages.map(text => JSON.parse(text)), [
        { kind: "signedIn", generation: 0 },
        { kind: "refreshed", generation: 1 },
        { kind: "signedOut", generation: 0 },
    ]);
});

Deno.test("28 Without a channel the storage tells, and a use of the token finds out by itself", async () => {
    const browser = new Browser();
    browser.abilities.channel = false;
    const [first, second] = [await signedIn(browser, local), await open(browser, local)];
    second.page.freeze();
    await during(browser, first.client.logout());
    second.page.isFrozen = false;
    equal([await during(browser, second.client.getSession()), status(second)], [null, "signedOut other_tab"]);
});

Deno.test("29 Sign-out is done here before the server is asked, and works without a network", async () => {
    for (const [, wanted] of shared) {
        const browser = new Browser();
        const opened = await signedIn(browser, wanted);
        const second = await open(browser, wanted);
        browser.network.isOffline = true;
        opened.page.signal("offline");
        const outcome = opened.client.logout();
        equal(opened.client.state.value.status, "signedOut", "at once");
        equal(await during(browser, outcome), { revoked: false, pending: true });
        await browser.advance(90);
        equal([status(second), [...browser.local.values()].some(text => text.includes(secretMark))], ["signedOut other_tab", false]);
        browser.network.isOffline = false;
        opened.page.signal("online");
        await browser.advance(20_000);
        equal([browser.server.rows.get("s1")?.end, status(opened)], ["signed_out", "signedOut signed_out"], "told later");
    }
});

Deno.test("29 The sign-out is tried again after a failure, and survives the page", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.network.intercept = () => problem(503, "overloaded");
    equal(await during(browser, client.logout()), { revoked: false, pending: true });
    browser.network.intercept = () => null;
    await browser.advance(5000);
    equal(browser.server.rows.get("s1")?.end, "signed_out");
    truth(requestsTo(browser, "/auth/logout").length >= 2, "it was tried again");
});

Deno.test("29 After a sign-out that the server has not confirmed, no page comes back by the cookie", async () => {
    const browser = new Browser();
    const { client, page } = await signedIn(browser);
    browser.network.isOffline = true;
    await during(browser, client.logout());
    page.crash();
    truth(browser.network.cookie, "the cookie is still there");
    const offline = await open(browser);
    equal([status(offline), kinds(offline)], ["signedOut null", []]);
    offline.page.crash();
    browser.network.isOffline = false;
    const again = await open(browser);
    await browser.advance(1000);
    equal([status(again), kinds(again), browser.server.rows.get("s1")?.end], ["signedOut null", [], "signed_out"]);
});

Deno.test("29 A sign-in on the login service's own page is not undone by an older sign-out", async () => {
    const browser = new Browser();
    const { client, page } = await signedIn(browser);
    browser.network.isOffline = true;
    await during(browser, client.logout());
    page.crash();
    browser.network.isOffline = false;
    const hosted = browser.open();
    const response = await during(
        browser,
        browser.network.fetch(hosted, "https://login.test/auth/login", {
            method: "POST",
            body: JSON.stringify({ identifier: "bob", password: "right", transport: "cookie" }),
        }),
    );
    equal(response.status, 200);
    const again = await open(browser);
    await browser.advance(1000);
    const state = again.client.state.value;
    equal([state.status === "signedIn" && state.session.subject, browser.server.rows.get("s2")?.end], ["user-bob", null]);
});

Deno.test("29 The sign-out outlives the page: its request is sent with keepalive", async () => {
    const browser = new Browser();
    const page = browser.open();
    const sent: unknown[] = [];
    const { client } = await open(browser, {
        ...memory,
        environment: {
            fetch: (input, init) => {
                sent.push(init?.keepalive);
                return page.environment.fetch(input, init);
            },
        },
    }, page);
    await during(browser, client.login({ identifier: "ada", password: "right" }));
    await during(browser, client.logout());
    equal(sent, [false, true]);
});

Deno.test("29 Signing in while a sign-out is pending tells the server of that first", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser);
    browser.network.intercept = () => problem(503, "overloaded");
    await during(browser, client.logout());
    browser.network.intercept = () => null;
    await during(browser, client.login({ identifier: "bob", password: "right" }));
    equal([browser.server.rows.get("s1")?.end, browser.server.rows.get("s2")?.end], ["signed_out", null]);
});

Deno.test("29 A sign-in that is overtaken by a sign-out gives no session", async () => {
    for (const wanted of [{}, local, memory]) {
        const browser = new Browser();
        const opened = await signedIn(browser, wanted);
        const late = errorIn(browser, opened.client.login({ identifier: "bob", password: "right" }));
        // Until it is on its way: the lock is kept for a moment after the sign-in before.
        while (requestsTo(browser, "/auth/login").length < 2) await browser.advance(1);
        opened.client.logout();
        equal([(await late).class, opened.client.state.value.status], ["cancelled", "signedOut"]);
        await browser.advance(15_000);
        equal([...browser.server.rows.values()].map(({ end }) => end), ["signed_out", "signed_out"]);
    }
});

Deno.test("31 The state is unknown until the first answer, then known", async () => {
    const browser = new Browser();
    const states: string[] = [];
    const page = browser.open();
    const { client } = await open(browser, { environment: { fetch: page.environment.fetch } }, page);
    client.state.subscribe(({ status }) => states.push(status));
    equal([states, refreshes(browser)], [["signedOut"], 1]);
    browser.network.isCaptive = true;
    const stuck = await open(browser);
    equal(stuck.client.state.value.status, "unknown");
    const began = browser.time.monotonic;
    equal((await during(browser, stuck.client.ready())).status, "unknown");
    truth(browser.time.monotonic - began <= 10_100, "the wait has a limit");
});

Deno.test("32 One signedOut for one end, in every tab", async () => {
    for (const [, wanted] of shared) {
        const browser = new Browser();
        const tabs = [await signedIn(browser, wanted), await open(browser, wanted), await open(browser, wanted)];
        browser.server.end("s1", "account_disabled");
        await during(browser, Promise.all(tabs.map(({ client }) => client.fetch(`${api}/notes`))));
        await browser.advance(1000);
        await during(browser, Promise.all(tabs.map(({ client }) => client.logout())));
        const causes = tabs.map(({ events }) => events.flatMap(event => event.kind === "signedOut" ? [event.cause] : []));
        equal(causes, [["account_disabled"], ["account_disabled"], ["account_disabled"]]);
    }
});

Deno.test("32 The state coalesces, events do not, and who unsubscribes hears no more", async () => {
    const browser = new Browser();
    const { client, events } = await open(browser, memory);
    let heard = 0;
    const stop = client.state.subscribe(() => heard += 1);
    stop();
    await during(browser, client.login({ identifier: "ada", password: "right" }));
    await during(browser, client.login({ identifier: "bob", password: "right" }));
    equal([heard, kinds({ events } as never)], [1, ["signedIn", "signedOut", "signedIn"]]);
});

Deno.test("33 By cookie nothing secret is in web storage, and cookie requests carry the header", async () => {
    const browser = new Browser();
    const { client, page } = await signedIn(browser);
    await during(browser, client.refresh());
    await during(browser, client.fetch(`${api}/notes`));
    truth(browser.network.cookie?.includes(secretMark), "there is a cookie");
    const stored = JSON.stringify([[...browser.local], [...page.sessionStorage]]);
    truth(!stored.includes(secretMark), "a token is in the storage");
    for (const { url, headers } of browser.network.log) {
        if (url.includes("/auth/")) equal(headers.get("Tessera-Client"), "@tessera/client", url);
        else equal(headers.get("Tessera-Client"), null, url);
    }
});

Deno.test("33 The other modes keep what they say and no more", async () => {
    const where = async (wanted: Wanted) => {
        const browser = new Browser();
        const { page } = await signedIn(browser, wanted);
        return [[...browser.local.values()].join(), [...page.sessionStorage.values()].join()].map(text => text.includes("tsr_"));
    };
    equal(await where(memory), [false, false]);
    equal(await where({ mode: "token", storage: "session" }), [false, true]);
    equal(await where(local), [true, false]);
});

Deno.test("33 A duplicated tab does not use the copied session", async () => {
    const browser = new Browser();
    const wanted: Wanted = { mode: "token", storage: "session" };
    const first = await signedIn(browser, wanted);
    const copy = await open(browser, wanted, browser.open(new Map(first.page.sessionStorage)));
    await browser.advance(1000);
    equal([status(first), status(copy)], ["signedIn", "signedOut null"]);
    first.page.crash();
    const reloaded = await open(browser, wanted, browser.open(first.page.sessionStorage));
    equal([status(reloaded), browser.server.reuses], ["signedIn", []]);
});

Deno.test("30 A late answer for the user before does not bring that user back", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser);
    const old = browser.network.cookie;
    browser.network.intercept = ({ url }) => url.endsWith("/auth/logout") ? problem(503, "overloaded") : null;
    await during(browser, opened.client.login({ identifier: "bob", password: "right" }));
    browser.network.intercept = () => null;
    browser.network.cookie = old;
    equal((await errorIn(browser, opened.client.refresh())).class, "cancelled");
    await browser.advance(1000);
    equal([status(opened), browser.server.rows.get("s1")?.end], ["signedOut other_user", "signed_out"]);
});

Deno.test("logoutEverywhere, sessions and endSession do what they say", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser);
    browser.network.intercept = ({ url }) => {
        const path = new URL(url).pathname;
        if (path === "/auth/sessions") return { status: 200, headers: {}, body: '{"sessions":[{"id":"s1","current":true}]}' };
        if (path === "/auth/sessions/s9") return done();
        if (path === "/auth/sessions/s8") return problem(404, "session_not_found");
        return path === "/auth/logout-everywhere" ? { status: 200, headers: {}, body: '{"ended":3}' } : null;
    };
    equal((await during(browser, opened.client.sessions()))[0]?.id, "s1");
    await during(browser, opened.client.endSession("s9"));
    equal([(await errorIn(browser, opened.client.endSession("s8"))).class, status(opened)], ["refused", "signedIn"]);
    equal(await during(browser, opened.client.logoutEverywhere()), { ended: 3 });
    equal(status(opened), "signedOut signed_out_everywhere");
});

Deno.test("A closed client does nothing more", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    client.close();
    await browser.advance(3_600_000);
    equal([refreshes(browser), browser.time.scheduled], [0, 0]);
});
