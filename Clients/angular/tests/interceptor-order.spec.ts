import {
    HTTP_INTERCEPTORS,
    HttpClient,
    HttpContext,
    HttpContextToken,
    type HttpEvent,
    HttpEventType,
    type HttpHandler,
    type HttpInterceptor,
    type HttpInterceptorFn,
    type HttpRequest,
    HttpResponse,
    provideHttpClient,
    withInterceptors,
    withInterceptorsFromDi,
} from "@angular/common/http";
import { provideHttpClientTesting, HttpTestingController } from "@angular/common/http/testing";
import { TestBed } from "@angular/core/testing";
import { tesseraInterceptor } from "@tessera/angular";
import { provideTesseraTesting } from "@tessera/angular/testing";
import { firstValueFrom, type Observable, retry, tap, toArray } from "rxjs";
import { Api, backends } from "./support/backends";
import { settle } from "./support/wait";

const observes = ["body", "response", "events"] as const;
const types = ["json", "text", "blob", "arraybuffer"] as const;

for (const backend of backends) {
    describe(`T29 every way to read an answer (${backend.name})`, () => {
        for (const observe of observes) {
            for (const responseType of types) {
                test(`${observe}, ${responseType}`, async () => {
                    const api = new Api();
                    TestBed.configureTestingModule({
                        providers: [provideTesseraTesting({ user: {} }), backend.provide(api)],
                    });
                    api.answer = ({ headers }) =>
                        headers.get("Authorization") === "Bearer test-token-1"
                            ? { status: 401, body: "" }
                            : { body: '{"a":1}' };
                    const call = TestBed.inject(HttpClient).request("GET", "/notes", {
                        observe: observe as "events",
                        responseType: responseType as "json",
                    });
                    const heard: unknown[] = await firstValueFrom(call.pipe(toArray()));
                    const last = heard.at(-1);
                    const body: unknown = observe === "body" ? last : (last as HttpResponse<unknown>).body;
                    if (responseType === "json") expect(body).toEqual({ a: 1 });
                    else if (responseType === "text") expect(body).toBe('{"a":1}');
                    else expect(body).toBeInstanceOf(responseType === "blob" ? Blob : ArrayBuffer);
                    expect(api.sent.length).toBe(2);
                    const answers = heard.filter(each => (each as HttpEvent<unknown>).type === HttpEventType.Response);
                    expect(answers.length).toBe(observe === "body" ? 0 : 1);
                });
            }
        }
    });
}

describe("T29 beside other interceptors", () => {
    const mark = new HttpContextToken(() => 0);

    class Counting implements HttpInterceptor {
        static answers: string[] = [];
        intercept(request: HttpRequest<unknown>, next: HttpHandler): Observable<HttpEvent<unknown>> {
            return next.handle(request.clone({ setHeaders: { "X-Class": "yes" } })).pipe(
                tap({
                    next: event => {
                        if (event instanceof HttpResponse) Counting.answers.push("class: answer");
                    },
                    error: () => Counting.answers.push("class: error"),
                }),
            );
        }
    }

    const begin = (...interceptors: HttpInterceptorFn[]) => {
        Counting.answers = [];
        TestBed.configureTestingModule({
            providers: [
                provideTesseraTesting({ user: {} }),
                provideHttpClient(withInterceptors([...interceptors, tesseraInterceptor]), withInterceptorsFromDi()),
                { provide: HTTP_INTERCEPTORS, useClass: Counting, multi: true },
                provideHttpClientTesting(),
            ],
        });
        return { http: TestBed.inject(HttpClient), backend: TestBed.inject(HttpTestingController) };
    };

    test("an interceptor before it sees one answer, a class interceptor behind it sees each", async () => {
        const seen: string[] = [];
        const before: HttpInterceptorFn = (request, next) =>
            next(request).pipe(
                tap({
                    next: event => {
                        if (event instanceof HttpResponse) seen.push("before: answer");
                    },
                    error: () => seen.push("before: error"),
                }),
            );
        const { http, backend } = begin(before);
        const call = firstValueFrom(http.get("/notes"));
        await settle();
        backend.expectOne("/notes").flush("", { status: 401, statusText: "Unauthorized" });
        await settle();
        const second = backend.expectOne("/notes");
        expect(second.request.headers.get("Authorization")).toBe("Bearer test-token-2");
        expect(second.request.headers.get("X-Class")).toBe("yes");
        second.flush({ a: 1 });
        expect(await call).toEqual({ a: 1 });
        expect(seen).toEqual(["before: answer"]);
        expect(Counting.answers).toEqual(["class: error", "class: answer"]);
        backend.verify();
    });

    test("an interceptor that retries gets a fresh sending each time", async () => {
        const { http, backend } = begin((request, next) => next(request).pipe(retry(1)));
        const call = firstValueFrom(http.get("/notes"));
        await settle();
        backend.expectOne("/notes").flush("", { status: 503, statusText: "Unavailable" });
        await settle();
        backend.expectOne("/notes").flush({ a: 1 });
        expect(await call).toEqual({ a: 1 });
    });

    test("the context is the same object in the repeat", async () => {
        const { http, backend } = begin();
        const context = new HttpContext().set(mark, 7);
        const call = firstValueFrom(http.get("/notes", { context }));
        await settle();
        const first = backend.expectOne("/notes");
        expect(first.request.context).toBe(context);
        first.flush("", { status: 401, statusText: "Unauthorized" });
        await settle();
        const second = backend.expectOne("/notes");
        expect(second.request.context).toBe(context);
        second.flush({});
        await call;
    });

    test("JSONP passes untouched", async () => {
        const { backend, http } = begin();
        // The testing backend takes the place of the one for JSONP.
        // eslint-disable-next-line @typescript-eslint/no-deprecated
        http.jsonp("https://api.test/notes", "callback").subscribe();
        await settle();
        const sent = backend.match(() => true);
        expect(sent.map(({ request }) => request.headers.has("Authorization"))).toEqual([false]);
    });
});
