import { Component } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideTessera, TESSERA_CLIENT, tesseraExpiresIn } from "@tessera/angular";
import { type Client, type Session, type State } from "@tessera/client";

@Component({ template: "{{ left() }}" })
class Page {
    readonly left = tesseraExpiresIn();
}

/** A client whose access token has `left.seconds` to live. */
function begin(left: { seconds: number }) {
    const session = {
        get expiresIn() {
            return left.seconds;
        },
        roles: [],
    } as unknown as Session;
    const state: State = { status: "signedIn", session, stale: false };
    const client: Partial<Client> = {
        state: {
            value: state,
            subscribe: listener => {
                listener(state);
                return () => undefined;
            },
        },
        onEvent: () => () => undefined,
    };
    TestBed.configureTestingModule({
        providers: [provideTessera({ issuer: "https://login.test" }), { provide: TESSERA_CLIENT, useValue: client }],
    });
}

describe("tesseraExpiresIn", () => {
    test("ticks each second, as long as the component lives", () => {
        vi.useFakeTimers();
        const left = { seconds: 300 };
        begin(left);
        const fixture = TestBed.createComponent(Page);
        const page = fixture.componentInstance;
        expect(page.left()).toBe(300);
        left.seconds = 299;
        expect(page.left()).toBe(300);
        vi.advanceTimersByTime(1000);
        expect(page.left()).toBe(299);
        const running = vi.getTimerCount();
        fixture.destroy();
        expect(vi.getTimerCount()).toBe(running - 1);
    });

    test("another interval, in seconds", () => {
        vi.useFakeTimers();
        const left = { seconds: 300 };
        begin(left);
        const every = TestBed.runInInjectionContext(() => tesseraExpiresIn(10));
        expect(every()).toBe(300);
        left.seconds = 290;
        vi.advanceTimersByTime(9_900);
        expect(every()).toBe(300);
        vi.advanceTimersByTime(200);
        expect(every()).toBe(290);
    });
});
