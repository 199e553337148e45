import { HttpClient, provideHttpClient, withInterceptors, withRequestsMadeViaParent } from "@angular/common/http";
import { provideHttpClientTesting } from "@angular/common/http/testing";
import {
    createEnvironmentInjector,
    EnvironmentInjector,
    type EnvironmentProviders,
    type Provider,
} from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideTessera, TESSERA_CLIENT, tesseraAuth, tesseraInterceptor } from "@tessera/angular";
import { Api, backends } from "./support/backends";
import { settle } from "./support/wait";

const issuer = "https://login.test";
const warnings = () => vi.spyOn(console, "warn").mockImplementation(() => undefined).mock;

/** As an application without a session, on the real backend with a network of its own. */
function begin(...http: (Provider | EnvironmentProviders)[]) {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 400 })));
    TestBed.configureTestingModule({ providers: [provideTessera({ issuer, api: ["https://api.test"] }), ...http] });
    return TestBed.inject(HttpClient);
}
const get = async (http: HttpClient, address: string, context = {}) => {
    http.get(address, context).subscribe({ error: () => undefined });
    await settle();
};

describe("T48 a missing interceptor is said, once", () => {
    test("in the root", async () => {
        const { calls } = warnings();
        const http = begin(provideHttpClient());
        await get(http, "https://api.test/a");
        await get(http, "https://api.test/b");
        expect(calls.length).toBe(1);
        expect(calls[0]?.[0]).toMatch(/^TSR001: .*https:\/\/api\.test\/a .*withInterceptors\(\[tesseraInterceptor\]\)/);
    });

    test("without any provideHttpClient", async () => {
        const { calls } = warnings();
        await get(begin(), "https://api.test/a");
        expect(calls.length).toBe(1);
    });

    test("in a lazy feature with a client of its own, and not when its requests go through the parent", async () => {
        const { calls } = warnings();
        begin(provideHttpClient(withInterceptors([tesseraInterceptor])));
        const parent = TestBed.inject(EnvironmentInjector);
        const through = createEnvironmentInjector([provideHttpClient(withRequestsMadeViaParent())], parent);
        await get(through.get(HttpClient), "https://api.test/a");
        expect(calls.length).toBe(0);
        const alone = createEnvironmentInjector([provideHttpClient()], parent);
        await get(alone.get(HttpClient), "https://api.test/a");
        expect(calls.length).toBe(1);
    });

    for (const backend of backends) {
        test(`nothing is said with the interceptor, of whatever kind the request is (${backend.name})`, async () => {
            const { calls } = warnings();
            const http = begin(backend.provide(new Api()));
            await get(http, "https://api.test/a");
            await get(http, "https://api.test/a", { context: tesseraAuth("skip") });
            await get(http, "https://api.test/a", { headers: { Authorization: "Basic a" } });
            expect(calls.length).toBe(0);
        });
    }

    test("nothing is said of addresses that get no token", async () => {
        const { calls } = warnings();
        await get(begin(provideHttpClient()), "https://other.test/a");
        expect(calls.length).toBe(0);
    });

    test("no request is made for it, and afterwards the backend is as it was", async () => {
        const { calls } = warnings();
        begin(provideHttpClient(), provideHttpClientTesting());
        await settle();
        TestBed.resetTestingModule();
        TestBed.configureTestingModule({
            providers: [{ provide: TESSERA_CLIENT, useValue: null }, provideHttpClient(), provideHttpClientTesting()],
        });
        await get(TestBed.inject(HttpClient), "https://api.test/a");
        expect(calls.length).toBe(0);
    });

    test("two applications in one page: each is told, in whichever order they end", async () => {
        const { calls } = warnings();
        const http = begin(provideHttpClient());
        const parent = TestBed.inject(EnvironmentInjector);
        const second = createEnvironmentInjector(
            [provideTessera({ issuer, api: ["https://second.test"] }), provideHttpClient()],
            parent,
        );
        second.get(TESSERA_CLIENT);
        await get(second.get(HttpClient), "https://second.test/a");
        expect(calls.length).toBe(1);
        second.destroy();
        await get(http, "https://api.test/a");
        expect(calls.length).toBe(2);
    });
});
