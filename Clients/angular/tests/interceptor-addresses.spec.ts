import { HttpClient } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { Tessera } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting } from "@tessera/angular/testing";
import { Api, backends } from "./support/backends";
import { settle } from "./support/wait";

const start = { user: {}, issuer: "https://login.test", api: ["https://api.test/v1"] };

/** Each looks like an address on the allow-list and is another place. */
const lookAlikes = [
    "https://api.test.evil.test/v1/notes",
    "https://api.test@evil.test/v1/notes",
    "https://evil.test/https://api.test/v1",
    "https://evil.test/?u=https://api.test/v1",
    "https://evil.test#https://api.test/v1",
    "http://api.test/v1/notes",
    "https://api.test:8443/v1/notes",
    "https://apis.test/v1/notes",
    "https://xapi.test/v1/notes",
    "https://api.test/v10/notes",
    "https://api.test/v1.evil/notes",
    "https://api.test/v2/notes",
    "https://api.test/v1/../v2/notes",
    "https://api.test/v1/%2e%2e/v2/notes",
    "https://api.test/v1/..%2fv2/notes",
    "https://api.test/v1/..%5cv2/notes",
    "https://api.test/",
    "//evil.test/v1/notes",
    "/\\evil.test/v1/notes",
    "https:evil.test/v1/notes",
    "\thttps://evil.test/v1/",
    "https://аpi.test/v1/notes",
];

/** The same places in other spellings. */
const own = [
    "https://api.test/v1",
    "https://api.test/v1/notes?u=https://evil.test",
    "HTTPS://API.TEST/v1/notes",
    "https://api.test:443/v1/notes",
    "https://api.test/v2/../v1/notes",
    "https://login.test/auth/me",
];

describe("T3 the token goes to addresses on the allow-list and to no other", () => {
    for (const backend of backends) {
        const begin = () => {
            const api = new Api();
            TestBed.configureTestingModule({ providers: [provideTesseraTesting(start), backend.provide(api)] });
            return { api, http: TestBed.inject(HttpClient) };
        };

        test(`${backend.name}: no look-alike gets it`, async () => {
            const { api, http } = begin();
            for (const address of lookAlikes) {
                http.get(address).subscribe({ error: () => undefined });
                await settle();
            }
            // An address with a user cannot be sent at all by fetch.
            expect(api.sent.length).toBeGreaterThanOrEqual(lookAlikes.length - 1);
            expect(api.credentials.filter(value => value !== null)).toEqual([]);
            expect(api.sent.filter(({ headers }) => headers.has("DPoP"))).toEqual([]);
        });

        test(`${backend.name}: every spelling of an own address gets it`, async () => {
            const { api, http } = begin();
            for (const address of own) http.get(address).subscribe();
            await settle();
            expect(api.credentials).toEqual(own.map(() => "Bearer test-token-1"));
        });

        test(`${backend.name}: the calls that sign in carry none`, async () => {
            const { api, http } = begin();
            for (const name of ["login", "refresh", "register", "logout"]) {
                http.post(`https://login.test/auth/${name}`, {}).subscribe();
            }
            await settle();
            expect(api.credentials).toEqual([null, null, null, null]);
        });
    }

    test("Tessera.fetch keeps to the same list", async () => {
        TestBed.configureTestingModule({ providers: [provideTesseraTesting(start)] });
        const tessera = TestBed.inject(Tessera);
        const seen: (string | null)[] = [];
        TestBed.inject(TesseraTesting).answerFetch(request => {
            seen.push(request.headers.get("Authorization"));
            return new Response();
        });
        for (const address of lookAlikes) {
            // `new Request` refuses addresses with a user.
            if (!address.includes("@")) await tessera.fetch(address);
        }
        expect(seen.filter(value => value !== null)).toEqual([]);
        for (const address of own) await tessera.fetch(address);
        expect(seen.filter(value => value !== null)).toEqual(own.map(() => "Bearer test-token-1"));
    });
});
