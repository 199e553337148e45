import { Component } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { Location } from "@angular/common";
import { provideRouter, Router, type Routes } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import {
    hasPermission,
    hasRole,
    hasScope,
    recentlySignedIn,
    signedIn,
    signedOut,
    type TesseraGuard,
    withRouting,
} from "@tessera/angular";
import {
    type FakeUser,
    provideTesseraTesting,
    TesseraTesting,
    type TesseraTestingStart,
} from "@tessera/angular/testing";
import { TesseraError } from "@tessera/client";
import { settle } from "./support/wait";
import { Browser, pass, provideReal } from "./support/world";

@Component({ template: "page" })
class Page {}

type Place = "canActivate" | "canActivateChild" | "canMatch";
const places: Place[] = ["canActivate", "canActivateChild", "canMatch"];

const pages: Routes = ["login", "denied", "confirm", "open"].map(path => ({ path, component: Page }));
const guardedBy = (place: Place, guard: TesseraGuard): Routes => [
    { path: "wished", children: [{ path: "", component: Page }], [place]: [guard] },
    { path: "", pathMatch: "full", component: Page },
    ...pages,
];

/** Goes to `url`; gives the router's address and the one that the person sees. */
async function go(routes: Routes, start: TesseraTestingStart | "signedOut" | "unknown", url: string) {
    TestBed.configureTestingModule({ providers: [provideRouter(routes), provideTesseraTesting(start, withRouting())] });
    const harness = await RouterTestingHarness.create();
    await harness.navigateByUrl(url);
    return { router: TestBed.inject(Router).url, seen: TestBed.inject(Location).path(true) };
}

const wished = "/wished?q=1&r=a%20b#part";
const login = "/login?return=%2Fwished%3Fq%3D1%26r%3Da%2520b%23part";

const verdicts: [string, () => TesseraGuard, Partial<FakeUser>, Partial<FakeUser>, "denied" | "confirm"][] = [
    [
        "hasRole",
        () => hasRole("admin", "editor"),
        { roles: ["editor"] },
        { roles: ["reader", "adm", "administrator"] },
        "denied",
    ],
    ["hasScope", () => hasScope("a", "b"), { scope: ["b", "c", "a"] }, { scope: ["a"] }, "denied"],
    [
        "hasPermission",
        () => hasPermission("notes.delete"),
        { permissions: ["notes.delete"] },
        { permissions: ["notes"] },
        "denied",
    ],
    ["recentlySignedIn", () => recentlySignedIn(300), { signedInFor: 300 }, { signedInFor: 301 }, "confirm"],
];

for (const place of places) {
    describe(`T14 guards as ${place}`, () => {
        test("signedIn: a person who is signed in passes", async () => {
            expect((await go(guardedBy(place, signedIn()), { user: {} }, wished)).router).toBe(wished);
        });

        test("signedIn: others go to the page to sign in, with the whole address", async () => {
            expect((await go(guardedBy(place, signedIn()), "signedOut", wished)).router).toBe(login);
        });

        for (const [name, make, good, bad, page] of verdicts) {
            test(`${name}: who may, passes`, async () => {
                expect((await go(guardedBy(place, make()), { user: good }, wished)).router).toBe(wished);
            });

            test(`${name}: who may not, goes to ${page}`, async () => {
                const { router, seen } = await go(guardedBy(place, make()), { user: bad }, wished);
                if (page === "denied") {
                    expect(router).toBe("/denied");
                    // So that a reload asks once more.
                    expect(seen).toBe(wished);
                } else {
                    expect(router).toBe(login.replace("login", "confirm"));
                }
            });

            test(`${name}: who is not signed in, goes to the page to sign in`, async () => {
                expect((await go(guardedBy(place, make()), "signedOut", wished)).router).toBe(login);
            });
        }

        test("signedOut: a visitor passes", async () => {
            expect((await go(guardedBy(place, signedOut()), "signedOut", wished)).router).toBe(wished);
        });

        test("signedOut: a person who is signed in goes on to the return path, else home", async () => {
            const routes = guardedBy(place, signedOut());
            expect((await go(routes, { user: {} }, "/wished?return=%2Fopen%3Fa%3D1%23b")).router).toBe("/open?a=1#b");
            TestBed.resetTestingModule();
            expect((await go(routes, { user: {} }, "/wished")).router).toBe("/");
            TestBed.resetTestingModule();
            expect((await go(routes, { user: {} }, "/wished?return=%2F%2Fevil.test")).router).toBe("/");
        });

        test("a session without network counts as signed in", async () => {
            TestBed.configureTestingModule({
                providers: [provideRouter(guardedBy(place, signedIn())), provideTesseraTesting({ user: {} })],
            });
            TestBed.inject(TesseraTesting).stale();
            const harness = await RouterTestingHarness.create();
            await harness.navigateByUrl("/wished");
            expect(TestBed.inject(Router).url).toBe("/wished");
        });

        test("unknown: nothing is shown until it is known, then it is decided", async () => {
            TestBed.configureTestingModule({
                providers: [provideRouter(guardedBy(place, signedIn())), provideTesseraTesting("unknown")],
            });
            const harness = await RouterTestingHarness.create();
            const going = harness.navigateByUrl("/wished");
            await settle();
            expect(harness.routeNativeElement).toBeNull();
            TestBed.inject(TesseraTesting).signIn();
            await going;
            expect(harness.routeNativeElement?.textContent).toBe("page");
        });

        test("still unknown after ten seconds counts as signed out", async () => {
            const browser = new Browser();
            browser.network.intercept = () => "lose the answer";
            TestBed.configureTestingModule({
                providers: [provideRouter(guardedBy(place, signedIn())), provideReal(browser.open())],
            });
            const harness = await RouterTestingHarness.create();
            const going = harness.navigateByUrl("/wished");
            await pass(browser, 9_900);
            await settle();
            expect(TestBed.inject(Router).url).toBe("/");
            await pass(browser, 200);
            await going;
            expect(TestBed.inject(Router).url).toBe("/login?return=%2Fwished");
        });
    });
}

describe("signedOut does not keep the page to sign in from being shown", () => {
    const begin = async () => {
        TestBed.configureTestingModule({
            providers: [provideRouter(guardedBy("canActivate", signedOut())), provideTesseraTesting("unknown")],
        });
        const harness = await RouterTestingHarness.create();
        vi.useFakeTimers();
        void harness.navigateByUrl("/wished");
        return () => TestBed.inject(Router).url;
    };

    test("for longer than a second", async () => {
        const url = await begin();
        await vi.advanceTimersByTimeAsync(990);
        expect(url()).toBe("/");
        await vi.advanceTimersByTimeAsync(20);
        expect(url()).toBe("/wished");
    });

    for (const kind of ["refreshFailed", "offline"] as const) {
        test(`once ${kind} tells that it takes longer`, async () => {
            const url = await begin();
            await vi.advanceTimersByTimeAsync(10);
            expect(url()).toBe("/");
            const error = new TesseraError("transient", "network", "");
            TestBed.inject(TesseraTesting).emit(kind === "offline" ? { kind } : { kind, error, retryIn: null });
            await vi.advanceTimersByTimeAsync(10);
            expect(url()).toBe("/wished");
        });
    }
});

test("as canMatch a guard keeps lazy code from being asked for", async () => {
    let asked = 0;
    const loadComponent = () => {
        asked += 1;
        return Promise.resolve(Page);
    };
    const routes: Routes = [{ path: "wished", canMatch: [hasRole("admin")], loadComponent }, ...pages];
    await go(routes, { user: {} }, "/wished");
    expect(asked).toBe(0);
    TestBed.resetTestingModule();
    await go(routes, { user: { roles: ["admin"] } }, "/wished");
    expect(asked).toBe(1);
});

test("a granted role opens the page at the next navigation", async () => {
    const routes = guardedBy("canMatch", hasRole("admin"));
    expect((await go(routes, { user: {} }, "/wished")).router).toBe("/denied");
    TestBed.inject(TesseraTesting).signIn({ roles: ["admin"] });
    await TestBed.inject(Router).navigateByUrl("/wished");
    expect(TestBed.inject(Router).url).toBe("/wished");
});

describe("a page that is guarded by what leads to it", () => {
    test("as canActivate: an error that says which, and no loop", async () => {
        const routes: Routes = [{ path: "login", component: Page, canActivate: [signedIn()] }];
        await expect(go(routes, "signedOut", "/login")).rejects.toMatchObject({
            class: "configuration",
            code: "guarded_by_itself",
        });
        TestBed.resetTestingModule();
        const denied: Routes = [{ path: "denied", component: Page, canActivate: [hasRole("admin")] }];
        await expect(go(denied, { user: {} }, "/denied")).rejects.toMatchObject({ code: "guarded_by_itself" });
    });

    test("as canMatch: the next route is tried", async () => {
        const routes: Routes = [
            { path: "", canMatch: [signedIn()], children: [{ path: "wished", component: Page }] },
            { path: "login", component: Page },
        ];
        expect((await go(routes, "signedOut", "/wished")).router).toBe("/login?return=%2Fwished");
    });
});

test("other pages than the default ones, with a query of their own", async () => {
    const routes: Routes = [...guardedBy("canActivate", signedIn()), { path: "enter", component: Page }];
    TestBed.configureTestingModule({
        providers: [
            provideRouter(routes),
            provideTesseraTesting("signedOut", withRouting({ login: "/enter?theme=dark" })),
        ],
    });
    await (await RouterTestingHarness.create()).navigateByUrl("/wished");
    expect(TestBed.inject(Router).url).toBe("/enter?theme=dark&return=%2Fwished");
});
