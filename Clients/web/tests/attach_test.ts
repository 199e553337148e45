import { api, Browser, during, equal, issuer, memory, open, problem, requestsTo, secretMark, signedIn, truth } from "./support.ts";

/** The `Authorization` that the last request carried. */
const credential = (browser: Browser) => browser.network.log.at(-1)?.headers.get("Authorization") ?? null;

Deno.test("1 A token goes only under an allow-listed base of the parsed address", async () => {
    const { client } = await open(new Browser());
    const allowed = [
        "https://api.test/v1",
        "https://api.test/v1/",
        "https://api.test/v1/notes?x=1#y",
        "https://API.test:443/v1/notes",
        "HTTPS://api.test/v1/a/../b",
        "https:\\\\api.test\\v1\\notes",
        `${issuer}/auth/me`,
        new URL("https://api.test/v1/notes"),
    ];
    const refused = [
        "https://api.test.evil.io/v1/notes",
        "https://evil.io/https://api.test/v1",
        "//evil.io/v1",
        "\\\\evil.io\\v1",
        "https://api.test@evil.io/v1",
        "https://user@api.test/v1/notes",
        "https://user:word@api.test/v1/notes",
        "http://api.test/v1/notes",
        "https://api.test:8443/v1/notes",
        "https://api.test/v1/../admin",
        "https://api.test/v1/%2e%2e/admin",
        "https://api.test/v1/..%2fadmin",
        "https://api.test/v1/..%5Cadmin",
        "https://api.test/v10/notes",
        "https://api.test/V1/notes",
        "https://аpi.test/v1/notes",
        "https://xn--pi-7kc.test/v1/notes",
        "https://api.test./v1/notes",
        "https://xapi.test/v1",
        "/v1/notes",
        "notes",
        `blob:${issuer}/2b1d`,
        "data:text/plain,x",
        "javascript:alert(1)",
        "wss://api.test/v1",
        "https://",
        "",
    ];
    for (const url of allowed) equal(client.shouldAttach(url), true, String(url));
    for (const url of refused) equal(client.shouldAttach(url), false, url);
});

Deno.test("2 Without a list only the login service's own origin gets the token, and no base is a pattern", async () => {
    const browser = new Browser();
    const { client } = await open(browser, { api: [] });
    equal(client.shouldAttach(`${issuer}/anything`), true);
    equal(client.shouldAttach(`${api}/notes`), false);
    for (const base of ["https://*.test", "*", "https://api.test/?a", "/v1", "ftp://api.test", "https://u@api.test", "https://api.test/#x"]) {
        let code = "";
        try {
            await open(browser, { api: [base] });
        } catch (error) {
            code = (error as { class: string }).class;
        }
        equal(code, "configuration", base);
    }
});

Deno.test("3 A credential follows no redirect", async () => {
    const browser = new Browser();
    const seen: (RequestRedirect | undefined)[] = [];
    const page = browser.open();
    const { client } = await open(browser, {
        ...memory,
        environment: {
            fetch: (input, init) => {
                seen.push(input instanceof Request ? input.redirect : init?.redirect);
                return page.environment.fetch(input, init);
            },
        },
    }, page);
    await during(browser, client.login({ identifier: "ada", password: "right" }));
    await during(browser, client.refresh());
    await during(browser, client.fetch(`${api}/notes`));
    await during(browser, client.fetch(`${api}/notes`, { redirect: "manual" }));
    await during(browser, client.logout());
    equal(seen, ["error", "error", "error", "manual", "error"]);
});

Deno.test("4 An Authorization that the caller set is never overwritten, and its 401 refreshes nothing", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const headers = { Authorization: "Basic abc" };
    const response = await during(browser, client.fetch(`${api}/notes`, { headers }));
    equal([credential(browser), response.status, requestsTo(browser, "/auth/refresh").length], ["Basic abc", 401, 0]);
});

Deno.test("5 The token is looked up only for an allowed address, and the client's own calls never recurse", async () => {
    const browser = new Browser();
    const { client, page } = await open(browser);
    browser.network.isOffline = true;
    // The session is still unknown; a request to elsewhere does not wait for it.
    const elsewhere = new Request("https://elsewhere.test/x");
    equal(await client.attach(elsewhere) === elsewhere, true);
    for (const path of ["login", "refresh", "register", "logout"]) equal(client.shouldAttach(`${issuer}/auth/${path}`), false);
    truth(!page.isGone, "the page lives");
});

Deno.test("6 A token is in no error, event, message, address, or what is written of client and session", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser);
    const { client, events } = opened;
    await during(browser, client.refresh());
    browser.network.intercept = () => problem(503, "overloaded");
    const error = await during(browser, client.refresh()).catch(error => error);
    await during(browser, client.logout());
    const all = [
        JSON.stringify([client, client.state.value, events, error, browser.messages, [...browser.local]]),
        `${error} ${error.stack} ${Deno.inspect(client, { depth: 9 })} ${Deno.inspect(events, { depth: 9 })}`,
        browser.network.log.map(({ url }) => url).join(),
    ].join();
    truth(all.includes("overloaded"), "the error was looked at");
    truth(!all.includes(secretMark), "a token was found");
});

Deno.test("24 A 401 for our token leads to one shared refresh and exactly one retry", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.server.forget();
    const answers = await during(browser, Promise.all([1, 2, 3].map(() => client.fetch(`${api}/notes`))));
    equal(answers.map(({ status }) => status), [200, 200, 200]);
    equal([requestsTo(browser, "/auth/refresh").length, requestsTo(browser, "/v1/notes").length], [1, 6]);
});

Deno.test("24 A second 401 reaches the caller", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.network.intercept = ({ url }) => url.startsWith(api) ? problem(401, "no") : null;
    const response = await during(browser, client.fetch(`${api}/notes`));
    equal([response.status, requestsTo(browser, "/v1/notes").length, requestsTo(browser, "/auth/refresh").length], [401, 2, 1]);
});

Deno.test("24 A 401 for an older token is retried with the newer one, without a refresh", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const old = await client.attempt(new Request(`${api}/notes`));
    await during(browser, client.refresh());
    const next = await during(browser, old.next(new Response(null, { status: 401 })));
    truth(next && next.request.headers.get("Authorization") !== old.request.headers.get("Authorization"), "a newer token");
    equal(requestsTo(browser, "/auth/refresh").length, 1);
});

Deno.test("24 A 401 after the sign-out is not retried with the next user's token", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const old = await client.attempt(new Request(`${api}/notes`));
    await during(browser, client.login({ identifier: "bob", password: "right" }));
    equal(await during(browser, old.next(new Response(null, { status: 401 }))), null);
});

Deno.test("25 Only bodies that can be sent twice are sent twice", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const send = async (body: BodyInit) => {
        browser.server.forget();
        browser.network.log.length = 0;
        const init = { method: "POST", body, ...(body instanceof ReadableStream ? { duplex: "half" } : {}) };
        const response = await during(browser, client.fetch(`${api}/notes`, init as RequestInit));
        const bodies = requestsTo(browser, "/v1/notes").map(({ body }) => body);
        return [response.status, bodies];
    };
    equal(await send("text"), [200, ["text", "text"]]);
    equal(await send(new URLSearchParams({ a: "b" })), [200, ["a=b", "a=b"]]);
    equal(await send(new Blob(["blob"])), [200, ["blob", "blob"]]);
    equal(await send(new Response("stream").body as ReadableStream), [401, ["stream"]]);
    browser.server.forget();
    const request = new Request(`${api}/notes`, { method: "PUT", body: "whole" });
    equal((await during(browser, client.fetch(request))).status, 200, "a request with a body");
});

Deno.test("26 Step-up challenges never refresh and surface as events", async () => {
    const browser = new Browser();
    const { client, events } = await signedIn(browser, memory);
    for (const [status, error] of [[403, "insufficient_scope"], [401, "insufficient_user_authentication"]] as const) {
        const challenge = { "WWW-Authenticate": `Bearer realm="a, b", error="${error}", scope="x"` };
        browser.network.intercept = ({ url }) => url.startsWith(api) ? problem(status, "no", {}, challenge) : null;
        const response = await during(browser, client.fetch(`${api}/notes`));
        equal(response.status, status);
    }
    const codes = events.flatMap(event => event.kind === "stepUp" ? [event.error.code] : []);
    equal(codes, ["insufficient_scope", "insufficient_user_authentication"]);
    equal(requestsTo(browser, "/auth/refresh").length, 0);
});

Deno.test("27 403, 407 and a foreign origin's 401 trigger nothing", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    for (const status of [403, 407]) {
        browser.network.intercept = ({ url }) => url.startsWith(api) ? problem(status, "no") : null;
        equal((await during(browser, client.fetch(`${api}/notes`))).status, status);
    }
    browser.network.intercept = ({ url }) => url.startsWith("https://evil") ? problem(401, "invalid_token") : null;
    equal((await during(browser, client.fetch("https://evil.test/v1/notes"))).status, 401);
    equal([credential(browser), requestsTo(browser, "/auth/refresh").length], [null, 0]);
});
