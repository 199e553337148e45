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

async function asked(query: string): Promise<Login> {
    TestBed.configureTestingModule({
        providers: [
            provideRouter([{ path: "login", component: Login }]),
            provideTesseraTesting("signedOut", withRouting({ home: "/home" })),
        ],
    });
    const page = await (await RouterTestingHarness.create()).navigateByUrl(`/login${query}`, Login);
    TestBed.resetTestingModule();
    return page;
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
        for (const spelling of spellings) {
            const { next } = await asked(`?return=${encodeURIComponent(spelling)}`);
            const url = new URL(next, "https://app.test");
            expect([spelling, url.origin, next]).toEqual([spelling, "https://app.test", "/home"]);
        }
    });

    test("a path of the application stays, whole", async () => {
        expect((await asked("?return=%2Fnotes%2F7%3Fa%3Db%2520c%23part")).next).toBe("/notes/7?a=b%20c#part");
    });

    test("without one, and with two, it is the fallback", async () => {
        expect((await asked("")).next).toBe("/home");
        expect((await asked("?return=%2Fa&return=%2Fb")).next).toBe("/home");
        expect((await asked("")).other).toBe("/other");
    });
});
