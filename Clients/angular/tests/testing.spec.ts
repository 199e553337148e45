import { TestBed } from "@angular/core/testing";
import { provideTessera, Tessera } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting } from "@tessera/angular/testing";
import { type ClientEvent, TesseraError } from "@tessera/client";
import { settle } from "./support/wait";
import { type Answers, FakeStage, RealStage, type Stage } from "./support/stages";

/** One step: what is done, and what can be seen of it beside state and events. */
type Step = [string, (stage: Stage) => Promise<unknown>];

const notes = "https://api.test/v1/notes";
const good: Answers = () => ({ status: 200 });
const always401: Answers = () => ({ status: 401 });
const until =
    (credential: string): Answers =>
    seen => ({ status: seen === credential ? 200 : 401 });
const challenge =
    (status: number, text: string): Answers =>
    () => ({ status, headers: { "WWW-Authenticate": text } });

/** An application's life in thirty steps. Tokens are numbered in their order: the first one is `token 1`. */
const script: Step[] = [
    ["begins with nobody", async stage => await stage.client.ready()],
    ["sends without a token", stage => stage.send(notes, good)],
    ["signs out although nobody is there", stage => stage.client.logout()],
    ["refreshes although nobody is there", stage => stage.outcome(stage.client.refresh())],
    ["a wrong password", stage => stage.outcome(stage.refusedLogin())],
    ["signs in", stage => stage.login()],
    ["sends with the token", stage => stage.send(notes, good)],
    ["sends to an address off the list", stage => stage.send("https://other.test/", good)],
    ["sends with an Authorization of its own", stage => stage.send(notes, good, { Authorization: "Basic a" })],
    ["refreshes", stage => stage.outcome(stage.client.refresh())],
    ["sends with the second token", stage => stage.send(notes, good)],
    ["gets through a 401", stage => stage.send(notes, until("token 3"))],
    ["a 401 without end", stage => stage.send(notes, always401)],
    ["a 401 for another reason", stage => stage.send(notes, challenge(401, 'Bearer error="invalid_request"'))],
    ["a 401 for an invalid token", stage => stage.send(notes, challenge(401, 'Bearer error="invalid_token"'))],
    [
        "a scope that is missing",
        stage => stage.send(notes, challenge(403, 'Bearer error="insufficient_scope", scope="a b"')),
    ],
    [
        "a sign-in that is too old",
        stage => stage.send(notes, challenge(401, 'Bearer error="insufficient_user_authentication", max_age=60')),
    ],
    ["a 403 without a word", stage => stage.send(notes, challenge(403, ""))],
    ["a storm of five", stage => stage.storm(notes, 5)],
    ["a refresh that fails for the moment", stage => stage.outcome(stage.failedRefresh())],
    ["sends all the same", stage => stage.send(notes, good)],
    ["ends another session", stage => stage.outcome(stage.client.endSession("another"))],
    ["signs out", stage => stage.client.logout()],
    ["sends without a token again", stage => stage.send(notes, good)],
    ["signs in again", stage => stage.login()],
    ["a refresh that is refused", stage => stage.outcome(stage.refusedRefresh("revoked_by_administrator"))],
    ["sends without a token after that", stage => stage.send(notes, good)],
    ["signs in once more", stage => stage.login()],
    ["a 401 whose refresh is refused", stage => stage.refusedOnSend(notes, "password_changed")],
    ["takes a text apart", stage => Promise.resolve(stage.client.decode(`${btoa("{}")}.${btoa('{"sub":"a"}')}.x`))],
];

describe("T49 the fake client behaves as the real one", () => {
    test(`in ${String(script.length)} steps of an application's life`, async () => {
        expect(script.length).toBe(30);
        const real = new RealStage();
        const fake = new FakeStage();
        for (const [name, run] of script) {
            const seen: unknown[] = [];
            for (const stage of [real, fake]) {
                const outcome = await stage.during(run(stage));
                await stage.rest();
                seen.push({ name, outcome, state: stage.state(), events: stage.newEvents() });
            }
            expect(seen[1]).toEqual(seen[0]);
        }
    });
});

describe("what only the testing entry has", () => {
    const begin = (...start: Parameters<typeof provideTesseraTesting>) => {
        TestBed.configureTestingModule({ providers: [provideTesseraTesting(...start)] });
        return { tessera: TestBed.inject(Tessera), testing: TestBed.inject(TesseraTesting) };
    };

    test("nothing is fetched, stored, timed or listened for", async () => {
        vi.stubGlobal("fetch", () => {
            throw new Error("network");
        });
        const set = vi.spyOn(Storage.prototype, "setItem");
        const listen = vi.spyOn(window, "addEventListener");
        vi.useFakeTimers();
        const { tessera, testing } = begin({ user: {} });
        testing.expire();
        await tessera.refresh();
        await tessera.logout();
        expect(vi.getTimerCount()).toBe(0);
        expect(set).not.toHaveBeenCalled();
        expect(listen.mock.calls.filter(([kind]) => kind !== "error")).toEqual([]);
    });

    test("holdRefresh holds every refresh until it is let go", async () => {
        const { tessera, testing } = begin({ user: {} });
        const release = testing.holdRefresh();
        let isDone = false;
        const refresh = tessera.refresh().then(() => {
            isDone = true;
        });
        await settle();
        expect(isDone).toBe(false);
        release();
        await refresh;
        expect(isDone).toBe(true);
    });

    test("a refresh that is held when the person signs out is cancelled", async () => {
        const { tessera, testing } = begin({ user: {} });
        const release = testing.holdRefresh();
        const refresh = tessera.refresh();
        testing.signOut();
        release();
        await expect(refresh).rejects.toMatchObject({ class: "cancelled" });
        expect(tessera.status()).toBe("signedOut");
    });

    test("after stale, online lets the next request refresh", async () => {
        const { tessera, testing } = begin({ user: {} });
        testing.stale();
        await expect(tessera.refresh()).rejects.toMatchObject({ code: "offline" });
        testing.online();
        await expect(tessera.refresh()).resolves.toMatchObject({ generation: 1 });
        expect(tessera.isStale()).toBe(false);
    });

    test("signOut tells the server's own sentences, too", () => {
        const { tessera, testing } = begin({ user: {} });
        const heard: ClientEvent[] = [];
        tessera.events.subscribe(event => heard.push(event));
        testing.signOut("ended_elsewhere", "Ended from Firefox on Linux.");
        testing.signIn();
        testing.signOut();
        expect(heard.filter(({ kind }) => kind === "signedOut")).toEqual([
            { kind: "signedOut", cause: "ended_elsewhere", detail: "Ended from Firefox on Linux." },
            { kind: "signedOut", cause: "signed_out", detail: null },
        ]);
    });

    test("emit tells the application, and changes nothing else", () => {
        const { tessera, testing } = begin({ user: {} });
        const heard: ClientEvent[] = [];
        tessera.events.subscribe(event => heard.push(event));
        testing.emit({ kind: "offline" });
        expect(heard).toEqual([{ kind: "offline" }]);
        expect(tessera.isSignedIn()).toBe(true);
    });

    test("fetch without an answer says what is missing", async () => {
        await expect(begin({ user: {} }).tessera.fetch("/a")).rejects.toThrow(/answerFetch/);
    });

    test("a refusal of the sign-out: signed out here, and the server does not know", async () => {
        const { tessera, testing } = begin({ user: {} });
        testing.refuseNext("logout", new TesseraError("transient", "network", ""));
        await expect(tessera.logout()).resolves.toEqual({ revoked: false, pending: true });
        expect(tessera.status()).toBe("signedOut");
    });

    test("the start unknown waits", async () => {
        const { tessera, testing } = begin("unknown");
        const ready = tessera.ready();
        testing.signOut();
        await expect(ready).resolves.toEqual({ status: "signedOut", cause: null });
    });

    test("provideTessera and the fake provide the same Tessera", () => {
        vi.stubGlobal("fetch", () => new Promise(() => undefined));
        TestBed.configureTestingModule({ providers: [provideTessera({ issuer: "https://login.test" })] });
        expect(TestBed.inject(Tessera)).toBeInstanceOf(Tessera);
    });
});
