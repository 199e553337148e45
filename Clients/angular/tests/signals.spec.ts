import { HttpClient, httpResource } from "@angular/common/http";
import { ApplicationRef, computed } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { Tessera } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting, type TesseraTestingStart } from "@tessera/angular/testing";
import { TesseraError } from "@tessera/client";
import { Api, fetchBackend } from "./support/backends";
import { settle } from "./support/wait";

const ada = {
    id: "ada",
    sessionId: "s1",
    roles: ["editor"],
    permissions: ["notes.write"],
    scope: ["notes:read", "notes:write"],
};

function begin(start: TesseraTestingStart | "signedOut" | "unknown") {
    TestBed.configureTestingModule({ providers: [provideTesseraTesting(start)] });
    return { tessera: TestBed.inject(Tessera), testing: TestBed.inject(TesseraTesting) };
}

describe("the signals of a session", () => {
    test("nothing is known: no person, no roles", () => {
        const { tessera } = begin("unknown");
        expect(tessera.state()).toEqual({ status: "unknown" });
        expect([tessera.status(), tessera.isSignedIn(), tessera.isStale()]).toEqual(["unknown", false, false]);
        expect([tessera.user(), tessera.session(), tessera.roles(), tessera.lastSignOut()]).toEqual([
            null,
            null,
            [],
            null,
        ]);
    });

    test("a person is signed in", () => {
        const { tessera } = begin({ user: ada });
        expect(tessera.user()).toEqual(ada);
        expect([tessera.roles(), tessera.permissions(), tessera.scope()]).toEqual([
            ada.roles,
            ada.permissions,
            ada.scope,
        ]);
        expect([tessera.hasRole("admin", "editor"), tessera.hasRole("admin"), tessera.hasRole()]).toEqual([
            true,
            false,
            false,
        ]);
        expect([tessera.hasScope("notes:read", "notes:write"), tessera.hasScope("notes:read", "account")]).toEqual([
            true,
            false,
        ]);
        expect([tessera.hasPermission("notes.write"), tessera.hasPermission("notes")]).toEqual([true, false]);
    });

    test("what reads a role in a computed follows the session", () => {
        const { tessera, testing } = begin("signedOut");
        const may = TestBed.runInInjectionContext(() => computed(() => tessera.hasRole("editor")));
        expect(may()).toBe(false);
        testing.signIn(ada);
        expect(may()).toBe(true);
        testing.signOut();
        expect(may()).toBe(false);
    });

    test("a refresh makes another session and leaves the person the same object", async () => {
        const { tessera } = begin({ user: ada });
        const [user, session, roles] = [tessera.user(), tessera.session(), tessera.roles()];
        await tessera.refresh();
        expect(tessera.session()).not.toBe(session);
        expect(tessera.session()?.generation).toBe(1);
        expect(tessera.user()).toBe(user);
        expect(tessera.roles()).toBe(roles);
    });

    test("a granted role makes another person", () => {
        const { tessera, testing } = begin({ user: ada });
        testing.signIn({ ...ada, roles: ["editor", "admin"] });
        expect(tessera.user()?.roles).toEqual(["editor", "admin"]);
    });

    test("lastSignOut keeps the cause until the next sign-in", () => {
        const { tessera, testing } = begin({ user: ada });
        testing.signOut("idle_timeout");
        expect(tessera.lastSignOut()).toBe("idle_timeout");
        testing.signIn(ada);
        expect(tessera.lastSignOut()).toBeNull();
    });

    test("stale: offline past the end of the token, and the person is still there", () => {
        const { tessera, testing } = begin({ user: ada });
        testing.stale();
        expect([tessera.isStale(), tessera.isSignedIn(), tessera.session()?.expiresIn]).toEqual([true, true, 0]);
    });

    test("two events in one turn are two events", () => {
        const { tessera, testing } = begin("signedOut");
        const kinds: string[] = [];
        const subscription = tessera.events.subscribe(({ kind }) => kinds.push(kind));
        testing.signIn();
        testing.signOut();
        expect(kinds).toEqual(["signedIn", "signedOut"]);
        subscription.unsubscribe();
        testing.signIn();
        expect(kinds.length).toBe(2);
    });
});

describe("T44 a resource that is keyed on the person", () => {
    test("does not load again at a refresh, does for another person, and forgets when nobody is there", async () => {
        const api = new Api();
        TestBed.configureTestingModule({
            providers: [provideTesseraTesting({ user: ada }), fetchBackend.provide(api)],
        });
        const [tessera, testing] = [TestBed.inject(Tessera), TestBed.inject(TesseraTesting)];
        api.answer = ({ headers }) => ({ body: JSON.stringify(headers.get("Authorization")) });
        const notes = TestBed.runInInjectionContext(() =>
            httpResource(() => (tessera.user() ? "https://api.test/notes" : undefined)),
        );
        const stable = async () => {
            TestBed.tick();
            await settle();
            await TestBed.inject(ApplicationRef).whenStable();
            return notes.value();
        };
        expect(await stable()).toBe("Bearer test-token-1");
        await tessera.refresh();
        expect(await stable()).toBe("Bearer test-token-1");
        expect(api.sent.length).toBe(1);
        testing.signIn({ ...ada, id: "eve" });
        expect(await stable()).toBe("Bearer test-token-3");
        testing.signOut();
        expect(await stable()).toBeUndefined();
        expect(api.sent.length).toBe(2);
    });
});

describe("the calls", () => {
    test("each goes to the client with what it was given, and its outcome comes back", async () => {
        const { tessera, testing } = begin("signedOut");
        await expect(tessera.register({ userName: "ada", password: "secret" })).resolves.toMatchObject({
            user_name: "ada",
        });
        await expect(tessera.login({ identifier: "ada", password: "secret" })).resolves.toMatchObject({
            id: "session-1",
        });
        await expect(tessera.ready()).resolves.toMatchObject({ status: "signedIn" });
        await expect(tessera.confirm({ password: "secret" })).resolves.toMatchObject({ signedInFor: 0 });
        await expect(tessera.sessions()).resolves.toMatchObject([{ id: "session-1", current: true }]);
        await expect(tessera.endSession("session-2")).resolves.toBeUndefined();
        expect(tessera.isSignedIn()).toBe(true);
        await expect(tessera.logoutEverywhere()).resolves.toEqual({ ended: 1 });
        expect(tessera.lastSignOut()).toBe("signed_out_everywhere");
        await expect(tessera.logout()).resolves.toEqual({ revoked: true, pending: false });
        const names = ["register", "login", "confirm", "sessions", "endSession", "logoutEverywhere", "logout"];
        expect(testing.calls.map(({ name }) => name)).toEqual(names);
        expect(testing.calls[1]?.arguments).toEqual([{ identifier: "ada", password: "secret" }]);
    });

    test("a refusal comes as the client's error", async () => {
        const { tessera, testing } = begin("signedOut");
        testing.refuseNext("login", new TesseraError("refused", "invalid_credentials", "Wrong."));
        await expect(tessera.login({ identifier: "ada", password: "x" })).rejects.toMatchObject({
            code: "invalid_credentials",
        });
        expect(tessera.isSignedIn()).toBe(false);
        await expect(tessera.login({ identifier: "ada", password: "x" })).resolves.toBeDefined();
    });

    test("decode takes the own token's claims and any text, and gives no token away", () => {
        const { tessera } = begin({ user: { ...ada, claims: { iss: "https://login.test" } } });
        expect(tessera.decode()?.claims).toMatchObject({ sub: "ada", iss: "https://login.test" });
        expect(JSON.stringify(tessera.decode())).not.toContain("test-token");
        expect(tessera.decode("not.a.token")).toBeNull();
        const text = `${btoa('{"alg":"ES256"}')}.${btoa('{"sub":"x"}')}.sig`;
        expect(tessera.decode(text)).toEqual({ header: { alg: "ES256" }, claims: { sub: "x" } });
    });

    test("no member of Tessera holds a token", async () => {
        const { tessera } = begin({ user: ada });
        const texts = [
            tessera.state(),
            tessera.session(),
            tessera.user(),
            await tessera.ready(),
            await tessera.refresh(),
            tessera.decode(),
        ];
        expect(JSON.stringify(texts)).not.toContain("test-token");
    });

    test("Tessera.fetch gets through a 401", async () => {
        const { tessera, testing } = begin({ user: ada });
        const seen: (string | null)[] = [];
        testing.answerFetch(request => {
            seen.push(request.headers.get("Authorization"));
            return new Response("text", { status: seen.length === 1 ? 401 : 200 });
        });
        expect(await (await tessera.fetch("/stream", { method: "POST", body: "a" })).text()).toBe("text");
        expect(seen).toEqual(["Bearer test-token-1", "Bearer test-token-2"]);
    });

    test("HttpClient reaches the issuer's own endpoints with the token", async () => {
        const api = new Api();
        TestBed.configureTestingModule({
            providers: [provideTesseraTesting({ user: ada, issuer: "https://login.test" }), fetchBackend.provide(api)],
        });
        TestBed.inject(HttpClient).get("https://login.test/auth/me").subscribe();
        await settle();
        expect(api.credentials).toEqual(["Bearer test-token-1"]);
    });
});
