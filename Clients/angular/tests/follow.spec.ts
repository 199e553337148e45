import { Component } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { type CanDeactivateFn, provideRouter, Router, type Routes } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import { hasRole, signedIn, signedOut, Tessera, type TesseraRoutingOptions, withRouting } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting, type TesseraTestingStart } from "@tessera/angular/testing";
import { settle } from "./support/wait";

@Component({ template: "page" })
class Page {}

const routes: Routes = [
    { path: "login", component: Page, canActivate: [signedOut()] },
    { path: "open", component: Page },
    { path: "denied", component: Page },
    { path: "notes", canActivateChild: [signedIn()], children: [{ path: ":id", component: Page }] },
    { path: "admin", canMatch: [hasRole("admin")], component: Page },
    { path: "home", component: Page, canActivate: [signedIn()] },
    { path: "", pathMatch: "full", component: Page },
];

async function begin(
    url: string,
    start: TesseraTestingStart | "signedOut" | "unknown" = { user: { roles: ["admin"] } },
    options: TesseraRoutingOptions = {},
    own: Routes = routes,
) {
    TestBed.configureTestingModule({
        providers: [provideRouter(own), provideTesseraTesting(start, withRouting(options))],
    });
    const harness = await RouterTestingHarness.create();
    await harness.navigateByUrl(url);
    const router = TestBed.inject(Router);
    const infos: unknown[] = [];
    const navigate = router.navigateByUrl.bind(router);
    vi.spyOn(router, "navigateByUrl").mockImplementation((target, extras) => {
        infos.push(extras?.info);
        return navigate(target, extras);
    });
    return { testing: TestBed.inject(TesseraTesting), url: () => router.url, router, infos };
}

describe("T9 a session that ends under a guarded page", () => {
    const causes = [
        "revoked_by_administrator",
        "account_disabled",
        "password_changed",
        "refresh_token_reuse",
        "idle_timeout",
        "other_tab",
        "a_new_one",
    ];
    for (const cause of causes) {
        test(`${cause}: the page to sign in, with the whole address and the cause; then back`, async () => {
            const { testing, url, infos } = await begin("/notes/7?q=1#part");
            testing.signOut(cause);
            await settle();
            expect(url()).toBe("/login?return=%2Fnotes%2F7%3Fq%3D1%23part");
            expect(infos).toEqual([{ tessera: cause }]);
            expect(TestBed.inject(Tessera).lastSignOut()).toBe(cause);
            testing.signIn();
            await settle();
            expect(url()).toBe("/notes/7?q=1#part");
        });
    }

    test("as canMatch, too", async () => {
        const { testing, url } = await begin("/admin");
        testing.signOut("idle_timeout");
        await settle();
        expect(url()).toBe("/login?return=%2Fadmin");
    });

    test("an open page stays", async () => {
        const { testing, url, infos } = await begin("/open");
        testing.signOut("idle_timeout");
        await settle();
        expect(url()).toBe("/open");
        expect(infos).toEqual([]);
    });

    test("account_deleted: no way back", async () => {
        const { testing, url } = await begin("/notes/7");
        testing.signOut("account_deleted");
        await settle();
        expect(url()).toBe("/login");
    });

    test("the person's own sign-out: home", async () => {
        const { testing, url } = await begin("/notes/7");
        testing.signOut();
        await settle();
        expect(url()).toBe("/");
    });

    test("the person's own sign-out to a guarded home: no way back either", async () => {
        const { testing, url } = await begin("/notes/7", { user: {} }, { home: "/home" });
        testing.signOut();
        await settle();
        expect(url()).toBe("/login");
    });

    test("the person's own sign-out on a guarded home leaves it", async () => {
        for (const address of ["/home", "/home#part"]) {
            const { testing, url } = await begin(address, { user: {} }, { home: "/home" });
            testing.signOut();
            await settle();
            expect(url()).toBe("/login");
            TestBed.resetTestingModule();
        }
    });

    test("the person's own sign-out below a guarded frame that home has, too", async () => {
        const asked: string[] = [];
        const frame: Routes = [
            {
                path: "",
                canActivate: [signedIn()],
                children: [
                    { path: "", pathMatch: "full", component: Page },
                    { path: "form", component: Page, canDeactivate: [() => asked.push("form") > 0] },
                ],
            },
            ...routes,
        ];
        for (const address of ["/form", "/?q=1"]) {
            const { testing, url } = await begin(address, { user: {} }, {}, frame);
            testing.signOut();
            await settle();
            expect(url()).toBe("/login");
            TestBed.resetTestingModule();
        }
        expect(asked).toEqual(["form"]);
    });

    test("while the page is on its way: it is left once it is there", async () => {
        const late: Routes = [
            { path: "late", component: Page, canActivate: [signedIn()], resolve: { a: () => settle() } },
            ...routes,
        ];
        const { testing, url, router } = await begin("/open", { user: {} }, {}, late);
        const going = router.navigateByUrl("/late");
        await new Promise(resolve => setTimeout(resolve));
        testing.signOut("idle_timeout");
        await going;
        await settle();
        await settle();
        expect(url()).toBe("/login?return=%2Flate");
    });
});

describe("T24 another person in another tab", () => {
    test("the document is left for home, from an open page too", async () => {
        for (const page of ["/notes/7", "/open"]) {
            const { testing, url } = await begin(page, { user: {} }, { home: "/home" });
            testing.signOut("other_user");
            testing.signIn({ id: "user-2" });
            await settle();
            expect(testing.calls).toEqual([{ name: "leavePage", arguments: ["/home"] }]);
            expect(url()).toBe(page);
            TestBed.resetTestingModule();
        }
    });
});

describe("T17 a page to sign in is left when a session begins", () => {
    test("for its return path", async () => {
        const { testing, url } = await begin("/login?return=%2Fnotes%2F7%3Fa%3D1%23b", "signedOut");
        testing.signIn();
        await settle();
        expect(url()).toBe("/notes/7?a=1#b");
    });

    test("for home, without one or with one that leads elsewhere", async () => {
        for (const address of [
            "/login",
            "/login?return=%2F%2Fevil.test",
            "/login?return=https:%2F%2Fevil.test",
            "/login?return=a&return=b",
        ]) {
            const { testing, url } = await begin(address, "signedOut");
            testing.signIn();
            await settle();
            expect(url()).toBe("/");
            TestBed.resetTestingModule();
        }
    });

    test("also while it is on its way", async () => {
        const late: Routes = [
            { path: "late", component: Page, canActivate: [signedOut()], resolve: { a: () => settle() } },
            ...routes,
        ];
        const { testing, url, router } = await begin("/open", "signedOut", {}, late);
        const going = router.navigateByUrl("/late?return=%2Fadmin");
        await new Promise(resolve => setTimeout(resolve));
        testing.signIn({ roles: ["admin"] });
        await going;
        await settle();
        await settle();
        expect(url()).toBe("/admin");
    });

    test("an open page stays", async () => {
        const { testing, url } = await begin("/open", "signedOut");
        testing.signIn();
        await settle();
        expect(url()).toBe("/open");
    });
});

describe("T19 a page that does not want to be left", () => {
    test("it is asked once, with the cause; when it stays, nothing navigates again by itself", async () => {
        const asked: unknown[] = [];
        const stay: CanDeactivateFn<unknown> = () => {
            asked.push(TestBed.inject(Router).currentNavigation()?.extras.info);
            return false;
        };
        const form: Routes = [
            { path: "form", component: Page, canActivate: [signedIn()], canDeactivate: [stay] },
            ...routes,
        ];
        const { testing, url } = await begin("/form", { user: {} }, {}, form);
        testing.signOut("idle_timeout");
        await settle();
        expect(asked).toEqual([{ tessera: "idle_timeout" }]);
        testing.emit({ kind: "offline" });
        testing.emit({ kind: "online" });
        await settle();
        expect(url()).toBe("/form");
        expect(asked.length).toBe(1);
        // The address of the page changes, and it is the same page: still nothing by itself.
        await TestBed.inject(Router).navigateByUrl("/form#part");
        await settle();
        expect(url()).toBe("/form#part");
    });
});

describe("T33 follow: false", () => {
    test("nothing navigates by itself; the application sees the events", async () => {
        const { testing, url, infos } = await begin("/notes/7", { user: {} }, { follow: false });
        const kinds: string[] = [];
        TestBed.inject(Tessera).events.subscribe(({ kind }) => kinds.push(kind));
        testing.signOut("idle_timeout");
        testing.signIn();
        testing.signOut("other_user");
        await settle();
        expect(url()).toBe("/notes/7");
        expect(infos).toEqual([]);
        expect(testing.calls).toEqual([]);
        expect(kinds).toEqual(["signedOut", "signedIn", "signedOut"]);
    });

    test("a page to sign in stays", async () => {
        const { testing, url } = await begin("/login?return=%2Fadmin", "signedOut", { follow: false });
        testing.signIn();
        await settle();
        expect(url()).toBe("/login?return=%2Fadmin");
    });
});

test("a sign-in over a session that is still there leads nowhere", async () => {
    const { testing, url, infos } = await begin("/notes/7");
    testing.signIn({ roles: ["editor"] });
    await settle();
    expect(url()).toBe("/notes/7");
    expect(infos).toEqual([]);
});
