import { Component } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideRouter } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import { tesseraReturnUrl, withRouting } from "@tessera/angular";
import { provideTesseraTesting } from "@tessera/angular/testing";

@Component({ template: "" })
class Login {
    readonly next = tesseraReturnUrl();
    readonly other = tesseraReturnUrl("/other");
}

const routes = [{ path: "login", component: Login }];

/** What a page to sign in at `/login` with `query` is given. One application takes all of them. */
async function pages() {
    TestBed.configureTestingModule({
        providers: [provideRouter(routes), provideTesseraTesting("signedOut", withRouting({ home: "/home" }))],
    });
    const harness = await RouterTestingHarness.create();
    return async (query: string) => {
        await harness.navigateByUrl(`/login${query}`, Login);
        return TestBed.runInInjectionContext(() => ({
            next: tesseraReturnUrl(),
            other: tesseraReturnUrl("/other"),
        }));
    };
}

/** Ways to write another host, most of which some browser or framework has fallen for. */
const hosts = [
    "evil.test",
    "EVIL.test",
    "evil.test:443",
    "ev%69l.test",
    "evil.test\\@a",
    "user@evil.test",
    "[::1]",
    "3232235777",
    "xn--e1afmkfd.test",
    "evil。test",
];
const before = [
    "https://",
    "http://",
    "//",
    "///",
    "/\\",
    "\\\\",
    "\\/",
    "https:",
    "https:/",
    "javascript:alert(1)//",
    "data:text/html,",
    "/\t/",
    "/\n/",
    " //",
    "\u0000//",
];
const spellings = before.flatMap(prefix => hosts.map(host => prefix + host));

describe("T16 tesseraReturnUrl never leaves the origin", () => {
    test(`${String(spellings.length)} spellings of other hosts give home`, async () => {
        expect(spellings.length).toBe(150);
        const asked = await pages();
        for (const spelling of spellings) {
            const { next } = await asked(`?return=${encodeURIComponent(spelling)}`);
            const url = new URL(next, "https://app.test");
            expect([spelling, url.origin, next]).toEqual([spelling, "https://app.test", "/home"]);
        }
    });

    test("the page that asks in a field gets the same", async () => {
        TestBed.configureTestingModule({ providers: [provideRouter(routes), provideTesseraTesting()] });
        const harness = await RouterTestingHarness.create();
        const page = await harness.navigateByUrl("/login?return=%2Fnotes", Login);
        expect([page.next, page.other]).toEqual(["/notes", "/notes"]);
    });

    test("a path of the application stays, whole", async () => {
        const asked = await pages();
        expect((await asked("?return=%2Fnotes%2F7%3Fa%3Db%2520c%23part")).next).toBe("/notes/7?a=b%20c#part");
    });

    test("without one, and with two, it is the fallback", async () => {
        const asked = await pages();
        expect((await asked("")).next).toBe("/home");
        expect((await asked("?return=%2Fa&return=%2Fb")).next).toBe("/home");
        expect((await asked("")).other).toBe("/other");
    });
});
