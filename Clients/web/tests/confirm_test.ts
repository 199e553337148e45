import { api, Browser, during, equal, errorIn, kinds, local, memory, open, problem, refreshes, requestsTo, signedIn, status, truth, type Wanted } from "./support.ts";

const modes: [string, Wanted][] = [["by cookie", {}], ["in memory", memory], ["in the local storage", local]];
const session = ({ client }: { client: { state: { value: unknown } } }) =>
    (client.state.value as { session?: { id: string; subject: string; signedInFor: number; scope: string[] } }).session;

for (const [mode, wanted] of modes) {
    Deno.test(`confirm proves the person again, and for the application the session goes on, ${mode}`, async () => {
        const browser = new Browser();
        const opened = await signedIn(browser, wanted);
        await browser.advance(600_000);
        truth([599, 600].includes(session(opened)?.signedInFor ?? 0), "ten minutes");
        const before = kinds(opened);
        const confirmed = await during(browser, opened.client.confirm({ password: "right" }));
        equal([confirmed.subject, confirmed.signedInFor, session(opened)?.id === confirmed.id], ["user-ada", 0, true]);
        equal([status(opened), kinds(opened).slice(before.length)], ["signedIn", ["refreshed"]]);
        await browser.advance(100);
        equal([...browser.server.rows.values()].map(({ end }) => end), ["signed_out", null], "one session is left");
        await during(browser, opened.client.refresh());
        equal([session(opened)?.subject, status(opened)], ["user-ada", "signedIn"]);
    });

    Deno.test(`confirm with a wrong password changes nothing and names the field, ${mode}`, async () => {
        const browser = new Browser();
        const opened = await signedIn(browser, wanted);
        const error = await errorIn(browser, opened.client.confirm({ password: "wrong" }));
        equal([error.class, error.code, error.field], ["refused", "wrong_password", "password"]);
        equal([status(opened), session(opened)?.id, kinds(opened)], ["signedIn", "s1", ["signedIn"]]);
        await during(browser, opened.client.refresh());
        equal((await during(browser, opened.client.fetch(`${api}/notes`))).status, 200);
    });
}

for (const [mode, wanted] of [["by cookie", {}], ["in the local storage", local]] as [string, Wanted][]) {
    Deno.test(`another tab goes on through a confirm without a sign-out, ${mode}`, async () => {
        const browser = new Browser();
        const first = await signedIn(browser, wanted);
        const second = await open(browser, wanted);
        await during(browser, first.client.confirm({ password: "right" }));
        await browser.advance(200);
        equal([status(second), kinds(second).includes("signedOut")], ["signedIn", false]);
        equal((await during(browser, second.client.fetch(`${api}/notes`))).status, 200);
        equal([session(second)?.id, session(second)?.subject], [session(first)?.id, "user-ada"]);
    });

    Deno.test(`confirm after another tab has signed in as somebody else is refused, ${mode}`, async () => {
        const browser = new Browser();
        const first = await signedIn(browser, wanted);
        const second = await open(browser, wanted);
        // The tab is asleep to messages, and finds out when it asks.
        first.page.freeze();
        await during(browser, second.client.login({ identifier: "bob", password: "right" }));
        first.page.isFrozen = false;
        const error = await errorIn(browser, first.client.confirm({ password: "right" }));
        equal([error.class, error.code], ["refused", "other_account"]);
        await browser.advance(200);
        equal([session(second)?.subject, browser.server.rows.size], ["user-bob", 2], "nobody was signed in by it");
    });
}

Deno.test("confirm keeps to the account even when its name has gone to another one meanwhile", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser, memory);
    browser.network.intercept = ({ url }) => url.endsWith("/auth/me")
        ? { status: 200, headers: {}, body: JSON.stringify({ id: "user-ada", user_name: "bob", email: null }) }
        : null;
    equal((await errorIn(browser, opened.client.confirm({ password: "right" }))).code, "other_account");
    await browser.advance(100);
    equal([session(opened)?.id, [...browser.server.rows.values()].map(({ end }) => end)], ["s1", [null, "signed_out"]]);
});

Deno.test("confirm uses the address where there is no user name, and asks for the scope that there was", async () => {
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    browser.network.intercept = ({ url }) => url.endsWith("/auth/me")
        ? { status: 200, headers: {}, body: JSON.stringify({ id: "user-ada", user_name: null, email: "ada@x.test" }) }
        : url.endsWith("/auth/login")
        ? problem(429, "too_many_attempts", {}, { "Retry-After": "9" })
        : null;
    const error = await errorIn(browser, client.confirm({ password: "right" }));
    equal([error.class, error.code, error.retryAfter], ["transient", "too_many_attempts", 9]);
    const { identifier, scope } = JSON.parse(requestsTo(browser, "/auth/login").at(-1)?.body ?? "{}");
    equal([identifier, scope], ["ada@x.test", "a b"]);
});

Deno.test("confirm without anybody signed in is no sign-in", async () => {
    const browser = new Browser();
    const { client } = await open(browser, memory);
    equal((await errorIn(browser, client.confirm({ password: "right" }))).class, "cancelled");
    equal(browser.network.log.length, 0);
});

Deno.test("signedInFor counts from the proof: no refresh and no wall clock moves it", async () => {
    const browser = new Browser();
    const opened = await signedIn(browser, memory);
    await browser.advance(120_000);
    await during(browser, opened.client.refresh());
    equal([refreshes(browser) > 0, session(opened)?.signedInFor], [true, 120]);
    const before = session(opened);
    for (const skew of [24 * 3600 * 1000, -24 * 3600 * 1000]) {
        opened.page.skew = skew;
        equal(before?.signedInFor, 120);
    }
    await browser.advance(5000);
    equal(before?.signedInFor, 125);
});

Deno.test("A token that does not tell when the person signed in counts as long ago", async () => {
    const browser = new Browser();
    const { client } = await open(browser, memory);
    browser.network.intercept = ({ url }) => {
        if (!url.endsWith("/auth/login")) return null;
        const access = `${btoa("{}")}.${btoa(JSON.stringify({ sid: "s1", sub: "user-ada", iat: 1 }))}.x`;
        const body = { access_token: access, token_type: "Bearer", expires_in: 300, session_id: "s1", generation: 0, refresh_token: "r" };
        return { status: 200, headers: {}, body: JSON.stringify(body) };
    };
    truth((await during(browser, client.login({ identifier: "ada", password: "right" }))).signedInFor === Infinity, "long ago");
});
