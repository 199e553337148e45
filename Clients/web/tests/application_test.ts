import { tesseraInterceptor } from "../src/axios/index.ts";
import { createClient, guard, safeReturnPath, TesseraError } from "../src/index.ts";
import { api, Browser, during, equal, issuer, local, memory, open, refreshes, signedIn, truth } from "./support.ts";

Deno.test("31 A return path never leaves the origin", () => {
    const good = { "/": "/", "/notes?a=b#c": "/notes?a=b#c", "/a/../b": "/b", "/%2F%2Fevil": "/%2F%2Fevil", "/x:y@z": "/x:y@z" };
    for (const [path, expected] of Object.entries(good)) equal(safeReturnPath(path), expected, path);
    const bad = [
        null, "", "notes", "//evil.io", "/\\evil.io", "\\\\evil.io", "/\t/evil.io", "/\n/evil.io", "\t//evil.io", "/.//evil.io",
        "/..//evil.io", "/a/..//evil.io", "https://evil.io", "javascript:alert(1)", "data:x", " /x", "/ /evil.io", "/%5Cevil\\",
        "///evil.io", "/\u0000", "http:/evil.io", "/\r//evil.io",
    ];
    for (const path of bad) equal(safeReturnPath(path, "/home"), "/home", String(path));
    for (const path of Object.keys(good)) equal(new URL(safeReturnPath(path), "https://app.test").origin, "https://app.test");
});

Deno.test("31 A guard waits until it is known who is there, and decides", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const route = { url: "/notes?x=1", login: "/login" };
    equal(await during(browser, guard(client, route)), { allowed: true });
    equal(await during(browser, guard(client, { ...route, allow: session => session.roles.includes("admin"), denied: "/no" })), {
        allowed: false,
        redirect: "/no",
    });
    await during(browser, client.logout());
    equal(await during(browser, guard(client, route)), { allowed: false, redirect: "/login?return=%2Fnotes%3Fx%3D1" });
    equal(await during(browser, guard(client, { url: "//evil.io", login: "/login?a=b" })), {
        allowed: false,
        redirect: "/login?a=b&return=%2F",
    });
    browser.network.isCaptive = true;
    const stuck = await open(browser);
    equal((await during(browser, guard(stuck.client, route))).allowed, false, "after the limit");
});

Deno.test("37 decode gives typed claims of any token, and null for what is none", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    equal([client.decode()?.claims.sub, client.decode()?.claims.sid], ["user-ada", "s1"]);
    const encode = (value: object) => {
        const text = String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)));
        return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    };
    const token = `${encode({ alg: "none" })}.${encode({ name: "Grüße ✓ ~~?" })}.`;
    equal(client.decode(token), { header: { alg: "none" }, claims: { name: "Grüße ✓ ~~?" } });
    for (const bad of ["", "a", "a.b", "e30.e30x.", "..", "e30.bnVsbA.", "💥.💥.💥"]) equal(client.decode(bad), null, bad);
});

Deno.test("37 A session shows what the token says, and its age as it is read", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, local);
    const state = client.state.value;
    truth(state.status === "signedIn", "signed in");
    const { session } = state;
    equal([session.id, session.subject, session.scope, session.roles, session.bound], ["s1", "user-ada", ["a", "b"], [], false]);
    const before = session.expiresIn;
    await browser.advance(60_000);
    equal(before - session.expiresIn, 60);
    await during(browser, client.logout());
    equal(client.decode(), null);
});

Deno.test("The options are checked when the client is made", () => {
    const wrong = [
        { issuer: "not an address" },
        { issuer: "javascript:alert(1)" },
        { issuer, storage: "local" as const },
        { issuer, binding: { prove: () => Promise.resolve(""), learn: () => false } },
    ];
    for (const options of wrong) {
        let error: unknown;
        try {
            createClient(options);
        } catch (thrown) {
            error = thrown;
        }
        truth(error instanceof TesseraError && error.class === "configuration", JSON.stringify(options));
    }
});

Deno.test("register gives the account and signs nobody in", async () => {
    const browser = new Browser();
    const { client } = await open(browser);
    const account = await during(browser, client.register({ userName: "eve", email: "eve@x.test", password: "p", displayName: "Eve" }));
    const sent = browser.network.log.at(-1)?.body ?? "{}";
    equal([account.user_name, JSON.parse(sent)], ["eve", { user_name: "eve", email: "eve@x.test", password: "p", display_name: "Eve" }]);
    equal(client.state.value.status, "signedOut");
});

/** Axios as the interceptor sees it: interceptors around a transport that rejects what is not 2xx. */
function fakeAxios(browser: Browser, page = browser.open()) {
    let interceptor: ReturnType<typeof tesseraInterceptor> | undefined;
    type Config = Parameters<NonNullable<typeof interceptor>["request"]>[0];
    const axios = {
        getUri: (config: Config) => new URL(config.url ?? "", config.baseURL).href,
        async request(given: Config): Promise<{ status: number; config: Config }> {
            const config = await interceptor?.request({ headers: {}, ...given }) ?? given;
            const response = await page.environment.fetch(axios.getUri(config), config as RequestInit);
            const result = { status: response.status, config, headers: Object.fromEntries(response.headers) };
            if (response.ok) return interceptor?.response(result) ?? result;
            const error = Object.assign(new Error("status"), { config, response: result });
            return await interceptor?.rejected(error) as typeof result;
        },
        use: (made: typeof interceptor) => interceptor = made,
    };
    return axios;
}

Deno.test("axios: the token goes where it belongs, a 401 is retried once, and a caller's own header stays", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    const axios = fakeAxios(browser);
    axios.use(tesseraInterceptor(client, axios));
    const header = () => browser.network.log.at(-1)?.headers.get("Authorization")?.slice(0, 6) ?? null;
    equal([(await during(browser, axios.request({ baseURL: `${api}/`, url: "notes" }))).status, header()], [200, "Bearer"]);
    browser.server.forget();
    equal([(await during(browser, axios.request({ url: `${api}/notes`, method: "post", body: "x" }))).status, refreshes(browser)], [200, 1]);
    await during(browser, axios.request({ url: "https://evil.test/v1/notes" }));
    equal(header(), null);
    const status = (work: Promise<unknown>) => during(browser, work).then(() => 0, error => error.response?.status ?? `${error.stack}`);
    equal([await status(axios.request({ url: `${api}/notes`, tessera: false })), header()], [401, null]);
    equal([await status(axios.request({ url: `${api}/notes`, headers: { Authorization: "Basic" } })), header()], [401, "Basic"]);
    browser.network.intercept = ({ url }) => url.startsWith(api) ? { status: 401, headers: {}, body: "" } : null;
    const before = browser.network.log.length;
    equal(await status(axios.request({ url: `${api}/notes` })), 401);
    equal(browser.network.log.slice(before).map(({ url }) => new URL(url).pathname), ["/v1/notes", "/auth/refresh", "/v1/notes"]);
});

Deno.test("38 Importing does nothing: no storage, channel, lock, timer or request is touched", async () => {
    const touched: string[] = [];
    const names = ["localStorage", "sessionStorage", "BroadcastChannel", "setTimeout", "fetch", "addEventListener", "indexedDB"];
    const kept = names.map(name => Object.getOwnPropertyDescriptor(globalThis, name));
    for (const name of names) {
        Object.defineProperty(globalThis, name, {
            configurable: true,
            get: () => {
                touched.push(name);
                return undefined;
            },
        });
    }
    try {
        for (const entry of ["index", "dpop/index", "axios/index"]) await import(`../src/${entry}.ts?anew`);
    } finally {
        names.forEach((name, index) => {
            const descriptor = kept[index];
            if (descriptor) Object.defineProperty(globalThis, name, descriptor);
            else delete (globalThis as Record<string, unknown>)[name];
        });
    }
    equal(touched, []);
});
