import { dpop } from "../src/dpop/index.ts";
import { tesseraInterceptor } from "../src/axios/index.ts";
import { challenge } from "../src/attach/challenge.ts";
import { api, Browser, during, equal, errorIn, memory, open, problem, refreshes, requestsTo, signedIn, truth } from "./support.ts";

const refused = (challenge = 'Bearer error="invalid_token"') =>
    new Response(null, { status: 401, headers: { "WWW-Authenticate": challenge } });
const token = (request: Request | undefined) => request?.headers.get("Authorization") ?? null;

Deno.test("An attempt carries what is to be sent, and a 401 leads to exactly one more", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const request = new Request(`${api}/notes`, { headers: { "X-Own": "1" } });
    const first = await client.attempt(request);
    equal([token(first.request)?.slice(0, 7), first.request.headers.get("X-Own"), first.request.redirect], ["Bearer ", "1", "error"]);
    const second = await during(browser, first.next(refused()));
    truth(second && token(second.request) !== token(first.request), "a newer token");
    equal([await during(browser, second.next(refused())), refreshes(browser)], [null, 1]);
    // Asked again about the same answer, it has nothing more to offer.
    equal([await during(browser, first.next(refused())), refreshes(browser)], [null, 1]);
});

Deno.test("Where no token belongs, an attempt is the request itself, whatever comes back", async () => {
    const browser = new Browser();
    const out = await open(browser, memory);
    const { client } = await signedIn(browser, memory);
    const requests: [typeof client, Request][] = [
        [client, new Request("https://elsewhere.test/v1")],
        [client, new Request(`${api}/notes`, { headers: { Authorization: "Basic abc" } })],
        [out.client, new Request(`${api}/notes`)],
    ];
    for (const [client, request] of requests) {
        const attempt = await during(browser, client.attempt(request));
        equal([attempt.request === request, await during(browser, attempt.next(refused()))], [true, null], request.url);
    }
    equal(refreshes(browser), 0);
});

Deno.test("next never rejects: not when the network is gone, nor when the key or an application's binding fails", async () => {
    const browser = new Browser();
    let isBroken = false;
    const broken = { prove: () => isBroken ? Promise.reject(new Error("locked")) : Promise.resolve("p"), learn: () => {
        if (isBroken) throw new Error("broken");
        return false;
    } };
    for (const wanted of [memory, { ...memory, binding: broken }]) {
        isBroken = false;
        const { client } = await signedIn(browser, wanted);
        const attempt = await client.attempt(new Request(`${api}/notes`));
        isBroken = true;
        browser.network.isOffline = true;
        equal(await during(browser, attempt.next(refused())), null);
        browser.network.isOffline = false;
        await browser.advance(61_000);
    }
});

Deno.test("A nonce that is asked for uses up no repeat, and a nonce of a success is learnt", async () => {
    const browser = new Browser();
    const key = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]) as CryptoKeyPair;
    const binding = dpop({ keys: { loadOrStore: () => Promise.resolve(key) } });
    const real = <Value>(work: Promise<Value>) => Promise.race([
        work,
        (async () => {
            // The proofs are made by real cryptography, which virtual time does not wait for.
            for (let turn = 0; turn < 2000; turn += 1) {
                await new Promise(resolve => setTimeout(resolve, 1));
                await browser.advance(10);
            }
            throw new Error("no outcome");
        })(),
    ]);
    const { client } = await open(browser, { ...memory, binding });
    await real(client.login({ identifier: "ada", password: "right" }));
    const nonceOf = (request: Request | undefined) =>
        JSON.parse(atob(request?.headers.get("DPoP")?.split(".")[1]?.replace(/-/g, "+").replace(/_/g, "/") ?? "")) as { nonce?: string; jti: string };
    const nonce = (value: string) => {
        const answer = refused('DPoP error="use_dpop_nonce"');
        answer.headers.set("DPoP-Nonce", value);
        return answer;
    };
    const first = await real(client.attempt(new Request(`${api}/notes`)));
    const proved = await real(first.next(nonce("n1")));
    equal(nonceOf(proved?.request).nonce, "n1");
    const renewed = await real(proved?.next(refused('DPoP error="invalid_token"')) ?? Promise.resolve(null));
    truth(renewed && token(renewed.request) !== token(first.request), "the repeat for the token is still there");
    equal([await real(renewed.next(nonce("n2"))), refreshes(browser)], [null, 1], "and no third");
    // Of a success nobody waits for the outcome.
    void renewed.next(new Response(null, { headers: { "DPoP-Nonce": "n3" } }));
    const later = await real(client.attempt(new Request(`${api}/notes`)));
    equal(nonceOf(later.request).nonce, "n3");
    truth(nonceOf(later.request).jti !== nonceOf(renewed.request).jti, "each sending has a proof of its own");
});

Deno.test("Whoever gives up waiting has their own reason, and the refresh goes on for the others", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.server.forget();
    const stop = new AbortController();
    const answers = [1, 2, 3].map(one => client.fetch(`${api}/notes`, one === 1 ? { signal: stop.signal } : {}).then(({ status }) => status, error => error));
    await browser.advance(11);
    equal([refreshes(browser), requestsTo(browser, "/v1/notes").length], [1, 3], "all three wait for one refresh");
    stop.abort("enough");
    equal([await answers[0], refreshes(browser)], ["enough", 1], "at once, while the refresh is on its way");
    equal(await during(browser, Promise.all(answers)), ["enough", 200, 200]);
    equal(refreshes(browser), 1);
    const attempt = client.attempt(new Request(`${api}/notes`, { signal: AbortSignal.abort("never") }));
    equal(await during(browser, attempt.catch(error => error)), "never");
});

Deno.test("A step-up tells the address, the scope and the age that the API asks for", async () => {
    const browser = new Browser();
    const { client, events } = await signedIn(browser, memory);
    const answers = [
        [401, 'Bearer realm="a, error=\\"x\\"", error="insufficient_user_authentication", error_description="no, max_age=1", max_age="300"'],
        [401, "DPoP algs=\"ES256\", Bearer error=insufficient_user_authentication, max_age=0"],
        [403, 'Bearer error="insufficient_scope", scope="notes:read notes:write"'],
        [401, 'Bearer error="insufficient_user_authentication", max_age="soon"'],
    ] as const;
    for (const [status, value] of answers) {
        const attempt = await client.attempt(new Request(`${api}/notes?q=1`));
        equal(await attempt.next(new Response(null, { status, headers: { "WWW-Authenticate": value } })), null);
    }
    // A challenge of another scheme is none of ours.
    const other = await client.attempt(new Request(`${api}/notes`));
    await during(browser, other.next(new Response(null, { status: 403, headers: { "WWW-Authenticate": 'Basic error="insufficient_scope"' } })));
    await browser.advance(1);
    equal(events.flatMap(event => event.kind === "stepUp" ? [[event.url, event.scope, event.maxAge, event.error.code, event.error.status]] : []), [
        [`${api}/notes?q=1`, null, 300, "insufficient_user_authentication", 401],
        [`${api}/notes?q=1`, null, 0, "insufficient_user_authentication", 401],
        [`${api}/notes?q=1`, "notes:read notes:write", null, "insufficient_scope", 403],
        [`${api}/notes?q=1`, null, null, "insufficient_user_authentication", 401],
    ]);
    equal(refreshes(browser), 0);
});

Deno.test("A challenge is read as RFC 9110 has it", () => {
    const cases: [string | null, Record<string, string>][] = [
        [null, {}],
        ["", {}],
        ["Bearer", {}],
        ['Bearer realm="x"', { realm: "x" }],
        ['BEARER Error = "invalid_token" , ERROR="other"', { error: "invalid_token" }],
        ['Basic realm="b", Bearer error=invalid_token', { error: "invalid_token" }],
        ["Negotiate YWJj==, DPoP error=\"use_dpop_nonce\"", { error: "use_dpop_nonce" }],
        ['Basic realm="Bearer error=\\"x\\"", charset="UTF-8"', {}],
        ['Bearer realm="un\\"closed, error="x', { realm: 'un"closed, error=' }],
        ['Bearer __proto__="x", constructor="y"', {}],
    ];
    for (const [header, expected] of cases) {
        const { error, realm, scope, max_age } = challenge(header);
        equal(JSON.parse(JSON.stringify({ error, realm, scope, max_age })), expected, String(header));
    }
});

Deno.test("axios: a configuration that is sent again gets the token of that moment, and its own repeat", async () => {
    const browser = new Browser();
    const { client, page } = await signedIn(browser, memory);
    type Config = Parameters<ReturnType<typeof tesseraInterceptor>["request"]>[0];
    const sent: (string | null)[] = [];
    const axios = {
        getUri: (config: Config) => config.url ?? "",
        async request(given: Config): Promise<unknown> {
            const config = await interceptor.request({ ...given, headers: { ...given.headers } });
            sent.push(config.headers?.Authorization ?? null);
            const response = await page.environment.fetch(axios.getUri(config), config as RequestInit);
            const result = { status: response.status, config, headers: Object.fromEntries(response.headers) };
            if (response.ok) return interceptor.response(result);
            return await interceptor.rejected(Object.assign(new Error("status"), { config, response: result }));
        },
    };
    const interceptor = tesseraInterceptor(client, axios);
    browser.network.intercept = ({ url }) => url.startsWith(api) ? problem(503, "busy") : null;
    const error = await during(browser, axios.request({ url: `${api}/notes` }).then(() => null, error => error as { config: Config }));
    browser.network.intercept = () => null;
    browser.server.forget();
    // As a library that tries again would: the same configuration, with the credentials that were put on it.
    truth(error?.config.headers?.Authorization, "the configuration carries what was sent");
    await during(browser, axios.request(error.config));
    equal([sent.length, refreshes(browser), new Set(sent.slice(0, 2)).size, sent[2] === sent[1]], [3, 1, 1, false]);
    await during(browser, axios.request(error.config));
    equal([sent[3] === sent[2], refreshes(browser)], [true, 1], "the newest token at once");
});

Deno.test("A proof that cannot be made on this origin is told before anything is sent", async () => {
    const browser = new Browser();
    let isBroken = false;
    const binding = { prove: () => isBroken ? Promise.reject(new Error("locked")) : Promise.resolve("p"), learn: () => false };
    const { client } = await signedIn(browser, { ...memory, binding });
    isBroken = true;
    equal((await errorIn(browser, client.attempt(new Request(`${api}/notes`)))).code, "key_unavailable");
});
