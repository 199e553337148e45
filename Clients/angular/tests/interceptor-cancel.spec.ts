import { HttpClient, httpResource } from "@angular/common/http";
import { ApplicationRef, Component, signal } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideTesseraTesting, TesseraTesting } from "@tessera/angular/testing";
import { firstValueFrom, Subject, Subscription, switchMap } from "rxjs";
import { Api, backends } from "./support/backends";
import { errorOf, settle } from "./support/wait";

for (const backend of backends) {
    describe(`T28 cancelling ends one request and never the refresh of the others (${backend.name})`, () => {
        /** Every request meets a 401 with the first token, and the refresh is held back. */
        const begin = () => {
            const api = new Api();
            TestBed.configureTestingModule({ providers: [provideTesseraTesting({ user: {} }), backend.provide(api)] });
            api.answer = ({ headers }) => ({
                status: headers.get("Authorization") === "Bearer test-token-1" ? 401 : 200,
            });
            const testing = TestBed.inject(TesseraTesting);
            const paths = () =>
                api.sent.map(
                    ({ url, headers }) => `${new URL(url).pathname} ${headers.get("Authorization")?.slice(-1) ?? "-"}`,
                );
            return { api, paths, http: TestBed.inject(HttpClient), release: testing.holdRefresh(), testing };
        };

        test("unsubscribe: the first caller goes, the second gets its answer", async () => {
            const { http, paths, release } = begin();
            const first = http.get("/first").subscribe();
            const second = firstValueFrom(http.get("/second"));
            await settle();
            first.unsubscribe();
            release();
            expect(await second).toEqual({});
            expect(paths()).toEqual(["/first 1", "/second 1", "/second 2"]);
        });

        test("all cancelled: the refresh ends all the same, and the next request has the new token", async () => {
            const { http, paths, release } = begin();
            const all = new Subscription();
            for (const path of ["/a", "/b", "/c"]) all.add(http.get(path).subscribe());
            await settle();
            all.unsubscribe();
            release();
            await settle();
            await firstValueFrom(http.get("/next"));
            expect(paths()).toEqual(["/a 1", "/b 1", "/c 1", "/next 2"]);
        });

        test("before the token is there: nothing is sent", async () => {
            const { http, paths, release, testing } = begin();
            testing.expire();
            const call = http.get("/first").subscribe();
            await settle();
            call.unsubscribe();
            release();
            await settle();
            expect(paths()).toEqual([]);
        });

        test("switchMap: only the last one is repeated", async () => {
            const { http, paths, release } = begin();
            const wishes = new Subject<string>();
            const answers: unknown[] = [];
            wishes.pipe(switchMap(path => http.get(path))).subscribe(answer => answers.push(answer));
            wishes.next("/first");
            await settle();
            wishes.next("/second");
            await settle();
            release();
            await settle();
            expect(answers).toEqual([{}]);
            expect(paths()).toEqual(["/first 1", "/second 1", "/second 2"]);
        });

        test("a resource whose parameters change asks for the new ones alone", async () => {
            const { paths, release } = begin();
            const id = signal(1);
            const resource = TestBed.runInInjectionContext(() => httpResource(() => `/notes/${String(id())}`));
            TestBed.tick();
            await settle();
            id.set(2);
            TestBed.tick();
            await settle();
            release();
            await TestBed.inject(ApplicationRef).whenStable();
            expect(resource.value()).toEqual({});
            expect(paths()).toEqual(["/notes/1 1", "/notes/2 1", "/notes/2 2"]);
        });

        test("timeout: it counts while the answer is awaited, not while the refresh is", async () => {
            const { api, http, release } = begin();
            const slow = firstValueFrom(http.get("/slow", { timeout: 20 }));
            await settle();
            await new Promise(resolve => setTimeout(resolve, 40));
            release();
            expect(await slow).toEqual({});
            if (backend.name !== "fetch") return;
            api.answer = () => new Promise(() => undefined);
            expect(await errorOf(firstValueFrom(http.get("/dead", { timeout: 20 })))).toMatchObject({ status: 0 });
        });

        test("a component that is destroyed ends its request", async () => {
            const { paths, release } = begin();
            @Component({ template: "" })
            class Page {
                readonly notes = httpResource(() => "/notes");
            }
            const fixture = TestBed.createComponent(Page);
            TestBed.tick();
            await settle();
            fixture.destroy();
            release();
            await settle();
            expect(paths()).toEqual(["/notes 1"]);
        });
    });
}
