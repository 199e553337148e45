import { HttpClient, HttpContext, HttpContextToken, HttpErrorResponse } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { TESSERA_AUTH, tesseraAuth } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting, type TesseraTestingStart } from "@tessera/angular/testing";
import { TesseraError } from "@tessera/client";
import { firstValueFrom } from "rxjs";
import { Api, backends } from "./support/backends";
import { errorOf, settle } from "./support/wait";

for (const backend of backends) {
    describe(`T4 what a request wants of the interceptor (${backend.name})`, () => {
        const begin = (start: TesseraTestingStart | "signedOut" | "unknown") => {
            const api = new Api();
            TestBed.configureTestingModule({ providers: [provideTesseraTesting(start), backend.provide(api)] });
            return { api, http: TestBed.inject(HttpClient), testing: TestBed.inject(TesseraTesting) };
        };

        test("the caller's own Authorization stays, and its 401 is the caller's", async () => {
            const { api, http, testing } = begin({ user: {} });
            api.answer = () => ({ status: 401 });
            const call = firstValueFrom(http.get("/own", { headers: { Authorization: "Basic abc" } }));
            expect(await errorOf(call)).toMatchObject({ status: 401 });
            expect(api.credentials).toEqual(["Basic abc"]);
            expect(testing.calls).toEqual([]);
        });

        test("skip carries no token and waits for nothing", async () => {
            const { api, http, testing } = begin("unknown");
            const call = firstValueFrom(http.get("/open", { context: tesseraAuth("skip") }));
            expect(await call).toEqual({});
            testing.signIn();
            await firstValueFrom(http.get("/open", { context: tesseraAuth("skip") }));
            expect(api.credentials).toEqual([null, null]);
        });

        test("auto waits until it is known whether a person is signed in", async () => {
            const { api, http, testing } = begin("unknown");
            const call = firstValueFrom(http.get("/notes"));
            await settle();
            expect(api.sent).toEqual([]);
            testing.signIn();
            await call;
            expect(api.credentials).toEqual(["Bearer test-token-1"]);
        });

        test("auto sends without a token when nobody is signed in", async () => {
            const { api, http } = begin("signedOut");
            await firstValueFrom(http.get("/notes"));
            expect(api.credentials).toEqual([null]);
        });

        test("required sends nothing when nobody is signed in", async () => {
            const { api, http } = begin("signedOut");
            const error = await errorOf(firstValueFrom(http.get("/notes?x=1", { context: tesseraAuth("required") })));
            expect(error).toBeInstanceOf(HttpErrorResponse);
            const { status, url } = error as HttpErrorResponse;
            const cause: unknown = (error as HttpErrorResponse).error;
            expect({ status, url }).toEqual({ status: 401, url: "/notes?x=1" });
            expect(cause).toMatchObject({ class: "refused", code: "not_signed_in" });
            expect(api.sent).toEqual([]);
        });

        test("required sends with the token when a person is signed in", async () => {
            const { api, http } = begin({ user: {} });
            await firstValueFrom(http.get("/notes", { context: tesseraAuth("required") }));
            expect(api.credentials).toEqual(["Bearer test-token-1"]);
        });

        test("required says so when the address may not get the token, and sends nothing", async () => {
            const { api, http } = begin({ user: {}, api: ["https://api.test/v1"] });
            const call = firstValueFrom(http.get("https://other.test/", { context: tesseraAuth("required") }));
            const error = (await errorOf(call)) as HttpErrorResponse;
            expect(error.status).toBe(0);
            expect(error.error).toMatchObject({ class: "configuration", code: "not_allowed" });
            expect((error.error as TesseraError).message).toContain("https://other.test/");
            expect(api.sent).toEqual([]);
        });

        test("no usable token: status 0 with the client's error, and nothing is sent", async () => {
            const { api, http, testing } = begin({ user: {} });
            testing.stale();
            const error = (await errorOf(firstValueFrom(http.get("/notes")))) as HttpErrorResponse;
            expect(error).toBeInstanceOf(HttpErrorResponse);
            expect(error.status).toBe(0);
            expect(error.error).toBeInstanceOf(TesseraError);
            expect(error.error).toMatchObject({ class: "transient", code: "offline" });
            expect(api.sent).toEqual([]);
        });

        test("a token that has expired is renewed before the request is sent", async () => {
            const { api, http, testing } = begin({ user: {} });
            testing.expire();
            await Promise.all([firstValueFrom(http.get("/a")), firstValueFrom(http.get("/b"))]);
            expect(api.credentials).toEqual(["Bearer test-token-2", "Bearer test-token-2"]);
        });
    });
}

test("tesseraAuth adds to the context that there is", () => {
    const own = new HttpContextToken(() => 1);
    const context = tesseraAuth("skip", new HttpContext().set(own, 2));
    expect(context.get(own)).toBe(2);
    expect(context.get(TESSERA_AUTH)).toBe("skip");
    expect(new HttpContext().get(TESSERA_AUTH)).toBe("auto");
});
