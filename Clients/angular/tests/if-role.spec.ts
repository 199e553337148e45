import { Component, signal } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { TesseraIfRole } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting } from "@tessera/angular/testing";

@Component({
    imports: [TesseraIfRole],
    template: `<b *tesseraIfRole="roles(); else other">may</b><ng-template #other><i>may not</i></ng-template>
        <u *tesseraIfRole="'editor'">edit</u>`,
})
class Page {
    readonly roles = signal<string | readonly string[]>("admin");
}

async function begin() {
    TestBed.configureTestingModule({ providers: [provideTesseraTesting("unknown")] });
    const fixture = TestBed.createComponent(Page);
    const text = async () => {
        await fixture.whenStable();
        return [...(fixture.nativeElement as HTMLElement).children].map(({ textContent }) => textContent).join(" ");
    };
    return { text, fixture, testing: TestBed.inject(TesseraTesting), first: await text() };
}

describe("*tesseraIfRole", () => {
    test("shows neither while nothing is known", async () => {
        expect((await begin()).first).toBe("");
    });

    test("follows the session", async () => {
        const { text, testing } = await begin();
        testing.signIn({ roles: ["admin"] });
        expect(await text()).toBe("may");
        testing.signIn({ roles: ["editor"] });
        expect(await text()).toBe("may not edit");
        testing.signOut();
        expect(await text()).toBe("may not");
    });

    test("one of several roles is enough, and the list may change", async () => {
        const { text, fixture, testing } = await begin();
        testing.signIn({ roles: ["editor"] });
        fixture.componentInstance.roles.set(["admin", "editor"]);
        expect(await text()).toBe("may edit");
        fixture.componentInstance.roles.set([]);
        expect(await text()).toBe("may not edit");
    });

    test("a refresh makes no view again", async () => {
        const { text, fixture, testing } = await begin();
        testing.signIn({ roles: ["admin"] });
        await text();
        const element = (fixture.nativeElement as HTMLElement).querySelector("b");
        testing.signIn({ roles: ["admin", "editor"] });
        await text();
        expect((fixture.nativeElement as HTMLElement).querySelector("b")).toBe(element);
    });
});
