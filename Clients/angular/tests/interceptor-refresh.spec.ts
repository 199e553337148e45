import { HttpClient, type HttpErrorResponse } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { Tessera } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting } from "@tessera/angular/testing";
import { type ClientEvent, TesseraError } from "@tessera/client";
import { firstValueFrom } from "rxjs";
import { Api, type Answer, backends } from "./support/backends";
import { errorOf } from "./support/wait";

const invalid: Answer = { status: 401, headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' } };

for (const backend of backends) {
    describe(`the answer 401 (${backend.name})`, () => {
        const begin = () => {
            const api = new Api();
            TestBed.configureTestingModule({ providers: [provideTesseraTesting({ user: {} }), backend.provide(api)] });
            const events: ClientEvent[] = [];
            TestBed.inject(Tessera).events.subscribe(event => events.push(event));
            return { api, events, http: TestBed.inject(HttpClient), testing: TestBed.inject(TesseraTesting) };
        };
        const kinds = (events: ClientEvent[]) => events.map(({ kind }) => kind);

        test("T6 fifty requests that all meet it: one refresh, fifty repeats, fifty answers", async () => {
            const { api, events, http } = begin();
            api.answer = ({ url, headers }) =>
                headers.get("Authorization") === "Bearer test-token-1" ? invalid : { body: JSON.stringify({ url }) };
            const numbers = Array.from({ length: 50 }, (_, index) => index);
            const answers = await Promise.all(
                numbers.map(number => firstValueFrom(http.get<{ url: string }>(`https://api.test/${String(number)}`))),
            );
            expect(answers.map(({ url }) => url)).toEqual(numbers.map(number => `https://api.test/${String(number)}`));
            expect(kinds(events)).toEqual(["refreshed"]);
            expect(api.sent.length).toBe(100);
        });

        test("T7 a second one reaches the caller: two sendings and no third", async () => {
            const { api, events, http } = begin();
            api.answer = () => ({ ...invalid, body: '{"error":"invalid_token"}' });
            const error = (await errorOf(firstValueFrom(http.get("/notes")))) as HttpErrorResponse;
            expect(error.status).toBe(401);
            expect(error.error).toEqual({ error: "invalid_token" });
            expect(api.credentials).toEqual(["Bearer test-token-1", "Bearer test-token-2"]);
            expect(kinds(events)).toEqual(["refreshed"]);
        });

        test("a refresh that is refused ends the session, and the caller gets the API's own answer", async () => {
            const { api, events, http, testing } = begin();
            api.answer = () => ({ ...invalid, body: '"as it came"' });
            const detail = "An administrator ended the session.";
            testing.refuseNext(
                "refresh",
                new TesseraError("rejected", "invalid_grant", detail, { cause: "revoked_by_administrator" }),
            );
            const error = (await errorOf(firstValueFrom(http.get("/notes")))) as HttpErrorResponse;
            expect([error.status, error.error]).toEqual([401, "as it came"]);
            expect(events).toEqual([{ kind: "signedOut", cause: "revoked_by_administrator", detail }]);
            expect(api.sent.length).toBe(1);
        });

        test("a refresh that fails for the moment ends nothing", async () => {
            const { api, events, http, testing } = begin();
            api.answer = () => invalid;
            testing.refuseNext("refresh", new TesseraError("transient", "network", "No answer."));
            expect(await errorOf(firstValueFrom(http.get("/notes")))).toMatchObject({ status: 401 });
            expect(kinds(events)).toEqual(["refreshFailed"]);
            expect(TestBed.inject(Tessera).isSignedIn()).toBe(true);
        });

        const untouched: [string, Answer][] = [
            ["403", { status: 403 }],
            ["407", { status: 407 }],
            ["500", { status: 500 }],
            [
                "a 401 for another reason",
                { status: 401, headers: { "WWW-Authenticate": 'Bearer error="invalid_request"' } },
            ],
        ];
        for (const [name, answer] of untouched) {
            test(`T8 ${name}: no refresh, and the error as it came`, async () => {
                const { api, events, http } = begin();
                api.answer = () => ({ ...answer, body: '{"detail":"as it came"}' });
                const error = (await errorOf(firstValueFrom(http.get("/notes")))) as HttpErrorResponse;
                expect([error.status, error.error]).toEqual([answer.status, { detail: "as it came" }]);
                expect(api.sent.length).toBe(1);
                expect(events).toEqual([]);
            });
        }

        test("T8 another origin's 401: no refresh", async () => {
            const api = new Api();
            const start = { user: {}, api: ["https://api.test/v1"] };
            TestBed.configureTestingModule({ providers: [provideTesseraTesting(start), backend.provide(api)] });
            api.answer = () => invalid;
            const call = firstValueFrom(TestBed.inject(HttpClient).get("https://other.test/"));
            expect(await errorOf(call)).toMatchObject({ status: 401 });
            expect(api.credentials).toEqual([null]);
        });

        const challenges: [string, Answer, object][] = [
            [
                "insufficient_scope",
                {
                    status: 403,
                    headers: { "WWW-Authenticate": 'Bearer error="insufficient_scope", scope="notes:write"' },
                },
                { scope: "notes:write", maxAge: null },
            ],
            [
                "insufficient_user_authentication",
                {
                    status: 401,
                    headers: { "WWW-Authenticate": 'Bearer error="insufficient_user_authentication", max_age=300' },
                },
                { scope: null, maxAge: 300 },
            ],
        ];
        for (const [code, answer, wish] of challenges) {
            test(`T8 ${code}: no refresh, one stepUp with the address and the wish`, async () => {
                const { api, events, http } = begin();
                api.answer = () => answer;
                const error = (await errorOf(
                    firstValueFrom(http.get("https://api.test/notes?x=1")),
                )) as HttpErrorResponse;
                expect(error.status).toBe(answer.status);
                expect(api.sent.length).toBe(1);
                expect(events.length).toBe(1);
                expect(events[0]).toMatchObject({
                    kind: "stepUp",
                    url: "https://api.test/notes?x=1",
                    error: { code },
                    ...wish,
                });
            });
        }

        test("a network that fails reaches the caller as it is, and nothing is refreshed", async () => {
            const { api, events, http } = begin();
            api.answer = () => ({ status: 0, body: "" });
            if (backend.name === "fetch") api.answer = () => Promise.reject(new TypeError("Failed to fetch"));
            const error = (await errorOf(firstValueFrom(http.get("/notes")))) as HttpErrorResponse;
            expect(error.status).toBe(0);
            expect(error.error).not.toBeInstanceOf(TesseraError);
            expect(events).toEqual([]);
        });

        test("a status that no Response can have reaches the caller", async () => {
            if (backend.name === "fetch") return;
            const { api, http } = begin();
            api.answer = () => ({ status: 999 });
            expect(await errorOf(firstValueFrom(http.get("/notes")))).toMatchObject({ status: 999 });
        });

        test("T31 a request with the token follows no redirect, where the backend can do that", async () => {
            const { api, http } = begin();
            await firstValueFrom(http.get("/notes"));
            expect(api.sent[0]?.redirect).toBe(backend.name === "fetch" ? "error" : "follow");
        });
    });
}
