import {
    api,
    Browser,
    during,
    equal,
    errorIn,
    kinds,
    local,
    memory,
    open,
    refreshes,
    requestsTo,
    signedIn,
    status,
    truth,
} from "./support.ts";

const attempts = (browser: Browser) =>
    requestsTo(browser, "/auth/refresh").map(({ headers }) => headers.get("Tessera-Attempt")?.split(",")[0]);

Deno.test("13 Callers at the same time share one refresh and its outcome", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const sessions = await during(browser, Promise.all(Array.from({ length: 20 }, () => client.refresh())));
    equal([refreshes(browser), new Set(sessions.map(({ generation }) => generation)).size], [1, 1]);
    browser.network.intercept = () => "lose the request";
    const failures = await during(browser, Promise.allSettled([client.refresh(), client.refresh()]));
    equal([refreshes(browser), failures.map(({ status }) => status)], [2, ["rejected", "rejected"]]);
});

Deno.test("13 A caller who gives up does not end the refresh of the others", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.time.sleep(3_600_000);
    const stop = new AbortController();
    const givenUp = client.fetch(`${api}/notes`, { signal: stop.signal });
    const other = client.fetch(`${api}/notes`);
    await browser.advance(2);
    stop.abort();
    equal(await during(browser, givenUp).catch(error => error.name), "AbortError");
    equal([(await during(browser, other)).status, refreshes(browser)], [200, 1]);
});

Deno.test("14 Four tabs that share the tokens make one refresh", async () => {
    const browser = new Browser();
    const tabs = [await signedIn(browser, local), ...await Promise.all([1, 2, 3].map(() => open(browser, local)))];
    browser.time.sleep(3_600_000);
    const answers = await during(browser, Promise.all(tabs.map(({ client }) => client.fetch(`${api}/notes`))));
    equal([answers.map(({ status }) => status), refreshes(browser)], [[200, 200, 200, 200], 1]);
    const by = tabs.map(({ events }) => events.flatMap(event => event.kind === "refreshed" ? [event.by] : []).join());
    equal(by.sort(), ["other", "other", "other", "this"]);
});

Deno.test("14 By cookie each tab asks for its own access token, one after the other, each once", async () => {
    const browser = new Browser();
    const tabs = [await signedIn(browser), ...await Promise.all([1, 2, 3].map(() => open(browser)))];
    // Until each has its first one.
    await browser.advance(500);
    const before = refreshes(browser);
    browser.time.sleep(3_600_000);
    await during(browser, Promise.all(tabs.map(({ client }) => client.fetch(`${api}/notes`))));
    equal([refreshes(browser) - before, browser.server.reuses], [4, []]);
    equal(new Set(browser.server.rotations).size, browser.server.rotations.length, "rotations of one generation");
});

Deno.test("14 A frozen holder of the lock delays the others for a bounded time", async () => {
    const browser = new Browser();
    const first = await signedIn(browser, local);
    const second = await open(browser, local);
    browser.network.latency = 50;
    const refreshing = first.client.refresh();
    await browser.advance(10);
    first.page.freeze();
    browser.time.sleep(3_600_000);
    const began = browser.time.monotonic;
    equal((await during(browser, second.client.fetch(`${api}/notes`))).status, 200);
    truth(browser.time.monotonic - began < 15_000, `it took ${browser.time.monotonic - began} ms`);
    first.page.thaw();
    equal((await during(browser, refreshing)).generation, 1);
    equal([browser.server.reuses, status(first), status(second)], [[], "signedIn", "signedIn"]);
});

for (const ability of ["locks", "channel"] as const) {
    Deno.test(`15 Without ${ability} refreshes work all the same`, async () => {
        const browser = new Browser();
        browser.abilities[ability] = false;
        const tabs = [await signedIn(browser), await open(browser), await open(browser)];
        for (let round = 0; round < 5; round += 1) {
            browser.time.sleep(3_600_000);
            await during(browser, Promise.all(tabs.map(({ client }) => client.fetch(`${api}/notes`))));
        }
        equal([tabs.map(status), browser.server.reuses], [["signedIn", "signedIn", "signedIn"], []]);
    });
}

Deno.test("15 Without a storage cookie mode still finds the session again, and signs out in every tab", async () => {
    const browser = new Browser();
    browser.abilities.storage = false;
    const first = await signedIn(browser);
    const second = await open(browser);
    equal([status(first), status(second)], ["signedIn", "signedIn"]);
    await during(browser, first.client.logout());
    await browser.advance(100);
    equal([status(first), status(second)], ["signedOut signed_out", "signedOut other_tab"]);
    await during(browser, second.client.login({ identifier: "bob", password: "right" }));
    await browser.advance(100);
    equal([first, second].map(({ client: { state: { value } } }) => value.status === "signedIn" && value.session.subject), [
        "user-bob",
        "user-bob",
    ]);
});

for (const [name, wanted] of [["by cookie", {}], ["in the local storage", local]] as const) {
    Deno.test(`16 The attempt id is stored before it is sent, and survives the page: ${name}`, async () => {
        const browser = new Browser();
        const { client, page } = await signedIn(browser, wanted);
        browser.network.log.length = 0;
        let stored = "";
        browser.network.intercept = ({ headers }) => {
            stored = browser.local.get("tessera.session") ?? "";
            truth(stored.includes(headers.get("Tessera-Attempt")?.split(",")[0] ?? "none"), "it was not stored");
            return "lose the answer";
        };
        client.refresh().catch(() => {});
        await browser.advance(50);
        truth(stored, "nothing was sent");
        page.crash();
        browser.network.intercept = () => null;
        // Long after the grace window.
        browser.time.sleep(24 * 3_600_000);
        const again = await open(browser, wanted);
        await during(browser, again.client.getSession());
        equal([status(again), new Set(attempts(browser)).size, browser.server.reuses], ["signedIn", 1, []]);
        await during(browser, again.client.refresh());
        equal(new Set(attempts(browser)).size, 2, "the next refresh has its own");
    });
}

Deno.test("17 The answer to a refresh from before the sign-out is dropped", async () => {
    const browser = new Browser();
    const first = await signedIn(browser, local);
    const second = await open(browser, local);
    browser.network.latency = 200;
    const late = first.client.refresh().catch(error => error.class);
    await browser.advance(250);
    first.page.freeze();
    await during(browser, second.client.logout());
    first.page.thaw();
    await browser.advance(1000);
    equal([await late, status(first), status(second)], ["cancelled", "signedOut other_tab", "signedOut signed_out"]);
    truth(!browser.local.get("tessera.session")?.includes("tsr_"), "a token came back into the storage");
});

Deno.test("17 A late answer of a smaller generation does not overwrite a newer one", async () => {
    const browser = new Browser();
    browser.abilities.locks = false;
    const first = await signedIn(browser, local);
    const second = await open(browser, local);
    browser.network.latency = 100;
    const late = first.client.refresh();
    await browser.advance(150);
    first.page.freeze();
    await during(browser, second.client.refresh());
    await during(browser, second.client.refresh());
    first.page.thaw();
    await during(browser, late);
    equal(JSON.parse(browser.local.get("tessera.session") ?? "{}").generation, 2);
    equal((await during(browser, first.client.getSession()))?.generation, 2);
});

Deno.test("18 Listeners run when the slot is free, and may call anything", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser);
    const outcomes: Promise<unknown>[] = [];
    let calls = 0;
    client.onEvent(() => {
        if ((calls += 1) > 3) return;
        outcomes.push(client.getSession(), client.refresh(), client.fetch(`${api}/notes`));
    });
    await during(browser, client.refresh());
    await browser.advance(2000);
    equal((await Promise.allSettled(outcomes)).map(({ status }) => status).includes("rejected"), false);
    truth(calls > 3, "it was called");
});

Deno.test("18 A listener that throws stops nobody", async () => {
    const browser = new Browser();
    const { client, events } = await open(browser);
    const reported: unknown[] = [];
    const onError = (event: ErrorEvent) => {
        event.preventDefault();
        reported.push(event.error.message);
    };
    addEventListener("error", onError);
    const stop = client.state.subscribe(() => {
        throw new Error("mine");
    });
    let heard = 0;
    client.state.subscribe(() => heard += 1);
    await during(browser, client.login({ identifier: "ada", password: "right" }));
    stop();
    removeEventListener("error", onError);
    equal([reported[0], heard > 1, kinds({ events } as never)], ["mine", true, ["signedIn"]]);
});

Deno.test("13 The refresh is bounded in time even if nobody answers", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.network.faults = { ...browser.network.faults, slowness: 1, slowest: 1e9 };
    const error = await errorIn(browser, client.refresh());
    equal([error.class, error.code], ["transient", "timeout"]);
});
