import { HttpClient, type HttpErrorResponse } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { Tessera } from "@tessera/angular";
import { TesseraError } from "@tessera/client";
import { firstValueFrom } from "rxjs";
import { Api, fetchBackend } from "./support/backends";
import { errorOf } from "./support/wait";
import { Browser, during, pass, provideReal } from "./support/world";

const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
/** What a broken, foreign or hostile place may answer, and its status when that is not 200. */
const strange: [string, string, number?][] = [
    ["nothing", ""],
    ["HTML of a portal", "<!doctype html><title>Welcome to our network</title>"],
    ["a number", "7"],
    ["a list", "[]"],
    ["null", "null"],
    [
        "members of the wrong kind",
        '{"access_token":7,"token_type":[],"expires_in":"300","session_id":{},"generation":null}',
    ],
    [
        "__proto__",
        '{"__proto__":{"access_token":"a","token_type":"Bearer","expires_in":300,"session_id":"s","generation":9}}',
    ],
    ["constructor", '{"constructor":{"prototype":{"access_token":"a"}}}'],
    ["a hundred thousand levels", deep],
    ["five megabytes", JSON.stringify({ text: "x".repeat(5_000_000) })],
    ["another program's refusal", '{"error":"invalid_grant","error_description":"Token is not active"}', 400],
    ["another program's word for nobody", '{"error":"invalid_request","field":"refresh_token"}', 400],
    ["the 204 of something on the way", "", 204],
];

describe("T38 an answer of the wrong shape to a refresh ends nothing", () => {
    for (const [name, body, status = 200] of strange) {
        test(`${name}: one error for the request, and the application goes on`, async () => {
            const browser = new Browser();
            const api = new Api();
            api.answer = ({ headers }) => ({ status: headers.has("Authorization") ? 200 : 401 });
            TestBed.configureTestingModule({ providers: [...provideReal(browser.open()), fetchBackend.provide(api)] });
            const [tessera, http] = [TestBed.inject(Tessera), TestBed.inject(HttpClient)];
            await pass(browser, 100);
            await during(browser, tessera.login({ identifier: "ada", password: "right" }));
            await pass(browser, 100);
            // Past the end of the token, and no refresh gets a right answer.
            browser.network.intercept = ({ url }) =>
                new URL(url).pathname === "/auth/refresh" ? { status, headers: {}, body } : null;
            await pass(browser, 320_000);
            const error = (await during(
                browser,
                errorOf(firstValueFrom(http.get("https://api.test/v1/notes"))),
            )) as HttpErrorResponse;
            expect(error.status).toBe(0);
            expect(error.error).toBeInstanceOf(TesseraError);
            expect((error.error as TesseraError).class).toBe("transient");
            expect(tessera.isSignedIn()).toBe(true);
            expect(tessera.isStale()).toBe(true);
            expect(({} as Record<string, unknown>).access_token).toBeUndefined();
            expect(api.sent).toEqual([]);
            browser.network.intercept = () => null;
            await pass(browser, 120_000);
            expect(await during(browser, firstValueFrom(http.get("https://api.test/v1/notes")))).toEqual({});
        });
    }
});
