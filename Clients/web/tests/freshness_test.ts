import { Browser, during, equal, kinds, memory, local, open, api, refreshes, requestsTo, signedIn, status, truth } from "./support.ts";
import { adoptedAge, age, leastRemaining, refreshLead } from "../src/session/freshness.ts";

const hour = 3_600_000;

Deno.test("7 A wall clock that is a day wrong changes nothing", async () => {
    for (const skew of [-24 * hour, 24 * hour]) {
        const browser = new Browser();
        const page = browser.open();
        page.skew = skew;
        const { client } = await open(browser, memory, page);
        await during(browser, client.login({ identifier: "ada", password: "right" }));
        const session = await during(browser, client.getSession());
        truth(session && session.expiresIn >= 298 && session.expiresIn <= 300, `it has ${session?.expiresIn} s`);
        equal(refreshes(browser), 0);
        await browser.advance(310_000);
        equal(refreshes(browser), 1, "refreshes in one lifetime");
    }
});

Deno.test("8 After sleep the larger of both clocks' differences counts", async () => {
    equal(age({ lifetime: 0, receivedMonotonic: 0, receivedWall: 0 }, { monotonic: 10, wall: 7200 }), 7200);
    equal(age({ lifetime: 0, receivedMonotonic: 0, receivedWall: 0 }, { monotonic: 7200, wall: -100 }), 7200);
    const browser = new Browser();
    const opened = await signedIn(browser);
    browser.time.sleep(2 * hour);
    const response = await during(browser, opened.client.fetch(`${api}/notes`));
    equal([response.status, refreshes(browser) - 1, requestsTo(browser, "/v1/notes").length], [200, 1, 1], "no 401 was needed");
});

for (const signal of ["visible", "shown", "online"] as const) {
    Deno.test(`8 After sleep the time is looked at again on ${signal}`, async () => {
        const browser = new Browser();
        const opened = await signedIn(browser, memory);
        browser.time.sleep(2 * hour);
        opened.page.signal(signal);
        await browser.advance(50);
        equal(refreshes(browser), 1);
    });
}

Deno.test("9 It refreshes ahead by 60 s or a fifth of the life, less up to half of that", async () => {
    equal([refreshLead(300_000, 0), refreshLead(300_000, 0.999999) >= 30_000], [60_000, true]);
    equal([refreshLead(10_000, 0), refreshLead(900_000, 1)], [2000, 30_000]);
    const browser = new Browser();
    const { client } = await signedIn(browser, memory);
    await browser.advance(239_000);
    equal(refreshes(browser), 0, "too early");
    await browser.advance(32_000);
    equal(refreshes(browser), 1, "ahead");
    equal((await during(browser, client.getSession()))?.generation, 1);
});

Deno.test("9 A token of ten seconds is refreshed at most once in its life", async () => {
    const browser = new Browser();
    browser.server.lifetime = 10_000;
    await signedIn(browser, memory);
    for (let second = 1; second <= 60; second += 1) {
        await browser.advance(1000);
        truth(refreshes(browser) <= Math.ceil(second / 8), `${refreshes(browser)} refreshes in ${second} s`);
    }
    truth(refreshes(browser) >= 5, "it is kept fresh");
});

Deno.test("10 Only a visible tab refreshes ahead; a hidden one does on demand", async () => {
    const browser = new Browser();
    const { client, page } = await signedIn(browser, memory);
    page.setVisible(false);
    await browser.advance(2 * hour);
    equal([refreshes(browser), browser.time.scheduled], [0, 0], "refreshes and timers of a hidden tab");
    truth(await during(browser, client.getSession()), "on demand");
    equal(refreshes(browser), 1);
});

Deno.test("11 A delay of more than 2^31 ms is a chain of shorter ones", async () => {
    const browser = new Browser();
    browser.server.lifetime = 40 * 24 * hour;
    const page = browser.open();
    const delays: number[] = [];
    const setTimer = (callback: () => void, milliseconds: number) => {
        delays.push(milliseconds);
        return page.environment.setTimer(callback, milliseconds);
    };
    const { client } = await open(browser, { ...memory, environment: { setTimer } }, page);
    await during(browser, client.login({ identifier: "ada", password: "right" }));
    await browser.advance(39.99 * 24 * hour);
    equal(refreshes(browser), 0);
    await browser.advance(0.02 * 24 * hour);
    equal([refreshes(browser), delays.every(delay => delay < 2 ** 31)], [1, true]);
});

Deno.test("12 No request starts with less than 5 s to live, if it can be helped", async () => {
    equal([leastRemaining(300_000), leastRemaining(10_000), leastRemaining(4000)], [5000, 5000, 2000]);
    const browser = new Browser();
    const { client, page } = await signedIn(browser, memory);
    page.setVisible(false);
    await browser.advance(294_000);
    await during(browser, client.fetch(`${api}/notes`));
    equal(refreshes(browser), 0, "6 s are enough");
    await browser.advance(1500);
    await during(browser, client.fetch(`${api}/notes`));
    equal(refreshes(browser), 1, "4 s are not");
    await browser.advance(296_000);
    browser.network.isOffline = true;
    const response = await during(browser, client.fetch(`${api}/notes`)).catch(error => `${error}`);
    equal(response, "TypeError: network", "without a network the request is tried with what there is");
});

Deno.test("7 A token from the storage is as old as both clocks can tell", async () => {
    equal(adoptedAge(1000, 5000, undefined), 4000);
    equal(adoptedAge(5000, 1000, undefined), Infinity, "from the future, at the start");
    equal([adoptedAge(5000, 1000, 700), adoptedAge(0, 24 * hour, 700)], [0, 700], "seen by a living tab");
    const browser = new Browser();
    const first = await signedIn(browser, local);
    first.page.crash();
    const again = await open(browser, local);
    equal([status(again), refreshes(browser), kinds(again)], ["signedIn", 0, ["signedIn"]]);
});
