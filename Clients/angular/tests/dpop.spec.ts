import { HttpClient } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { provideTessera, Tessera, TESSERA_CLIENT, withDpop } from "@tessera/angular";
import { firstValueFrom } from "rxjs";
import { Api, type Answer, backends } from "./support/backends";
import { settle } from "./support/wait";

const issuer = "https://login.test";
const json = (body: object): Answer => ({ body: JSON.stringify(body) });
const part = (text: string | null | undefined, index: number) =>
    JSON.parse(atob((text?.split(".")[index] ?? "").replace(/-/g, "+").replace(/_/g, "/"))) as Record<string, unknown>;

/** A key store that the test's page lacks: IndexedDB, as far as the client uses it. */
function fakeIndexedDb(): unknown {
    const kept = new Map<string, unknown>();
    const request = (result?: unknown) => {
        const made = { result, onsuccess: () => undefined, onerror: () => undefined, onupgradeneeded: () => undefined };
        queueMicrotask(() => {
            made.onsuccess();
        });
        return made;
    };
    const objectStore = () => ({
        get: (key: string) => request(kept.get(key)),
        put: (value: unknown, key: string) => {
            kept.set(key, value);
            return request();
        },
    });
    const database = {
        transaction: () => ({ objectStore }),
        close: () => undefined,
        createObjectStore: () => undefined,
    };
    return { open: () => request(database) };
}

for (const backend of backends) {
    describe(`T30 tokens bound to a key of this browser (${backend.name})`, () => {
        const begin = async (...features: Parameters<typeof provideTessera>[1][]) => {
            const api = new Api();
            const providers = backend.provide(api);
            const network = api.answer;
            const { fetch: own } = globalThis;
            // The client itself always sends by fetch.
            vi.stubGlobal("fetch", async (input: RequestInfo | URL, init: RequestInit = {}) => {
                const url = String(input instanceof Request ? input.url : input);
                if (!url.startsWith(issuer)) return await own(input, init);
                const headers = new Headers(init.headers);
                const sent = {
                    method: init.method ?? "GET",
                    url,
                    headers,
                    body: init.body as string,
                    redirect: "error",
                };
                const { status, headers: answered, body } = await api.take(sent);
                return new Response(body, { status, headers: answered });
            });
            vi.stubGlobal("indexedDB", fakeIndexedDb());
            TestBed.configureTestingModule({
                providers: [
                    provideTessera({ issuer, api: ["https://api.test"], mode: "token" }, ...features),
                    ...providers,
                ],
            });
            await settle();
            api.answer = network;
            return { api, tessera: TestBed.inject(Tessera), http: TestBed.inject(HttpClient) };
        };
        const tokens = (type: string) => {
            const claims = btoa(JSON.stringify({ sub: "ada", sid: "s1", iat: 1_800_000_000, exp: 1_800_000_300 }));
            return json({
                access_token: `${btoa("{}")}.${claims}.x`,
                token_type: type,
                expires_in: 300,
                refresh_token: "r",
                session_id: "s1",
                generation: 0,
            });
        };

        test("a fresh proof for each sending; a nonce costs one round and is learned from a success, too", async () => {
            const { api, tessera, http } = await begin(withDpop());
            let nonce = "n1";
            api.answer = ({ url, headers }) => {
                if (url.startsWith(issuer)) return tokens("DPoP");
                const proof = part(headers.get("DPoP"), 1);
                if (proof.nonce === nonce) return { headers: { "DPoP-Nonce": (nonce = "n2") } };
                return {
                    status: 401,
                    headers: { "WWW-Authenticate": 'DPoP error="use_dpop_nonce"', "DPoP-Nonce": nonce },
                };
            };
            await tessera.login({ identifier: "ada", password: "right" });
            await firstValueFrom(http.post("https://api.test/notes?q=1", { a: 1 }));
            await settle();
            await firstValueFrom(http.get("https://api.test/notes"));
            const sent = api.sent.filter(({ url }) => url.startsWith("https://api.test"));
            const proofs = sent.map(({ headers }) => part(headers.get("DPoP"), 1));
            expect(sent.map(({ headers }) => headers.get("Authorization")?.slice(0, 5))).toEqual([
                "DPoP ",
                "DPoP ",
                "DPoP ",
            ]);
            expect(proofs.map(proof => proof.nonce)).toEqual([undefined, "n1", "n2"]);
            expect(proofs.map(proof => [proof.htm, proof.htu])).toEqual([
                ["POST", "https://api.test/notes"],
                ["POST", "https://api.test/notes"],
                ["GET", "https://api.test/notes"],
            ]);
            expect(new Set(proofs.map(proof => proof.jti)).size).toBe(3);
            expect(sent[1]?.body).toBe(sent[0]?.body);
            expect(tessera.session()?.bound).toBe(true);
        });

        test("without withDpop there is no proof", async () => {
            const { api, tessera, http } = await begin();
            api.answer = ({ url }) => (url.startsWith(issuer) ? tokens("Bearer") : {});
            await tessera.login({ identifier: "ada", password: "right" });
            await firstValueFrom(http.get("https://api.test/notes"));
            expect(api.sent.map(({ headers }) => headers.has("DPoP"))).not.toContain(true);
            expect(api.credentials.at(-1)?.slice(0, 7)).toBe("Bearer ");
        });
    });
}

test("withDpop needs the token mode, and says so", () => {
    TestBed.configureTestingModule({ providers: [provideTessera({ issuer }, withDpop())] });
    expect(() => TestBed.inject(TESSERA_CLIENT)).toThrow(/mode: "token"/);
});
