import { createClient } from "../src/index.ts";
import { api, Browser, during, equal, errorIn, issuer, kinds, local, memory, open, refreshes, signedIn, truth, type Wanted } from "./support.ts";

const modes: [string, Wanted][] = [["by cookie", {}], ["in memory", memory], ["in the local storage", local], ["in the session storage", { mode: "token", storage: "session" }]];

for (const [mode, wanted] of modes) {
    Deno.test(`close ends a refresh that is on its way: nothing is written, told or left behind, ${mode}`, async () => {
        for (const moment of [0, 1, 6, 11, 40]) {
            const browser = new Browser();
            const opened = await signedIn(browser, wanted);
            const { client, page } = opened;
            const outcome = client.refresh().then(() => "done", error => error.class as string);
            await browser.advance(moment);
            const look = () => {
                const state = client.state.value;
                const { id, generation } = state.status === "signedIn" ? state.session : {};
                return [kinds(opened), [...browser.local, ...page.sessionStorage], state.status, id, generation];
            };
            const before = JSON.stringify(look());
            const isDone = kinds(opened).includes("refreshed");
            if (moment === 40) truth(isDone, "one of them is through");
            client.close();
            await browser.advance(60_000);
            equal(JSON.stringify(look()), before, `${moment} ms`);
            equal(await outcome, isDone ? "done" : "cancelled");
            equal([browser.time.scheduled, page.listening, browser.locks.held], [0, 0, 0], `${moment} ms: timers, listeners, locks`);
        }
    });

    Deno.test(`a hundred clients, made and closed, leave nothing behind, ${mode}`, async () => {
        const browser = new Browser();
        const page = browser.open();
        for (let one = 0; one < 100; one += 1) {
            const { client } = await open(browser, wanted, page);
            client.close();
            client.close();
        }
        await browser.advance(60_000);
        equal([browser.time.scheduled, page.listening, browser.locks.held], [0, 0, 0]);
    });
}

Deno.test("close before the first turn asks nothing", async () => {
    const browser = new Browser();
    const page = browser.open();
    createClient({ issuer, environment: page.environment }).close();
    await browser.advance(60_000);
    equal([browser.network.log.length, browser.time.scheduled, page.listening], [0, 0, 0]);
});

Deno.test("close lets go of whoever waits: for the first state, for a token, for a lock", async () => {
    const browser = new Browser();
    browser.network.isCaptive = true;
    const { client } = await open(browser);
    const ready = client.ready();
    const answer = client.getSession().then(() => "given", error => error.class as string);
    await browser.advance(100);
    client.close();
    await browser.advance(0);
    equal([(await ready).status, await answer, browser.time.scheduled], ["unknown", "cancelled", 0]);
    equal((await errorIn(browser, client.refresh())).class, "cancelled");
    equal((await errorIn(browser, client.login({ identifier: "ada", password: "right" }))).class, "cancelled");
    equal(refreshes(browser), 1);
});

Deno.test("a sign-in that is answered after close is given back, since nobody could sign it out", async () => {
    const browser = new Browser();
    const { client } = await open(browser, memory);
    const outcome = client.login({ identifier: "ada", password: "right" }).then(() => "done", error => error.class as string);
    await browser.advance(1);
    client.close();
    await browser.advance(100);
    equal([await outcome, browser.server.rows.get("s1")?.end, browser.time.scheduled], ["cancelled", "signed_out", 0]);
});

Deno.test("a sign-out that is on its way when the client is closed still gets to the server", async () => {
    for (const wanted of [{}, memory, local]) {
        const browser = new Browser();
        const { client } = await signedIn(browser, wanted);
        const outcome = client.logout();
        client.close();
        equal(await during(browser, outcome), { revoked: true, pending: false });
        equal(browser.server.rows.get("s1")?.end, "signed_out");
    }
});

Deno.test("a closed client writes and tells nothing, whatever others do with the storage and whatever is asked of it", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser, local);
    const states: string[] = [];
    opened.client.state.subscribe(({ status }) => states.push(status));
    opened.client.close();
    browser.local.clear();
    opened.page.signal("visible");
    await during(browser, opened.client.getSession());
    await during(browser, opened.client.attempt(new Request(`${api}/notes`)));
    equal([[...browser.local], opened.client.state.value.status], [[], "signedIn"]);
    await during(browser, opened.client.logout());
    await browser.advance(1000);
    equal([kinds(opened), states], [["signedIn"], ["signedIn"]]);
});

Deno.test("close of one client leaves the session to the others", async () => {
    const browser = new Browser();
    const first = await signedIn(browser, local);
    const second = await open(browser, local);
    first.client.close();
    await during(browser, second.client.refresh());
    equal(second.client.state.value.status, "signedIn");
    truth(!kinds(first).includes("refreshed"), "and hears nothing of them");
});

Deno.test("Without a page a client is nobody's: it asks, writes, waits for and keeps nothing", async () => {
    const touched: string[] = [];
    const names = ["addEventListener", "localStorage", "sessionStorage", "BroadcastChannel"];
    const kept = names.map(name => Object.getOwnPropertyDescriptor(globalThis, name));
    for (const name of names) {
        Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.push(name) });
    }
    const sent: [string, string | null][] = [];
    const timers: number[] = [];
    const environment = {
        fetch: (input: RequestInfo | URL, init?: RequestInit) => {
            const request = new Request(input, init);
            sent.push([request.url, request.headers.get("Authorization")]);
            return Promise.resolve(new Response("{}", { status: 401 }));
        },
        setTimer: (callback: () => void, milliseconds: number) => {
            timers.push(milliseconds);
            const timer = setTimeout(callback, milliseconds);
            return () => clearTimeout(timer);
        },
    };
    try {
        for (const wanted of modes.map(([, wanted]) => wanted)) {
            const client = createClient({ issuer, api: [api], ...wanted, environment });
            equal((await client.ready()).status, "unknown");
            equal(await client.getSession(), null);
            const request = new Request(`${api}/notes`);
            const attempt = await client.attempt(request);
            equal([attempt.request === request, await attempt.next(new Response(null, { status: 401 }))], [true, null]);
            equal((await client.fetch(`${api}/notes`)).status, 401);
            const calls = [client.login({ identifier: "a", password: "b" }), client.refresh(), client.register({ password: "b" })];
            for (const call of calls) {
                const error = await call.then(() => null, error => error);
                truth(["no_page", "cancelled"].includes(error?.code), `${error}`);
            }
            equal(await client.logout(), { revoked: true, pending: false });
            equal(client.state.value, { status: "unknown" });
            client.close();
        }
    } finally {
        names.forEach((name, index) => {
            const descriptor = kept[index];
            if (descriptor) Object.defineProperty(globalThis, name, descriptor);
            else delete (globalThis as Record<string, unknown>)[name];
        });
    }
    equal(touched, []);
    equal([sent.filter(([url, token]) => url.startsWith(issuer) || token !== null), timers.filter(time => time > 0)], [[], []]);
});
