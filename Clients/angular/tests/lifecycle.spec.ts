import { IMAGE_CONFIG } from "@angular/common";
import { FetchBackend, provideHttpClient, withInterceptors } from "@angular/common/http";
import {
    ApplicationRef,
    Component,
    inject,
    NgZone,
    PLATFORM_ID,
    provideZoneChangeDetection,
    provideZonelessChangeDetection,
} from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { createApplication } from "@angular/platform-browser";
import { provideRouter } from "@angular/router";
import { provideTessera, Tessera, TESSERA_CLIENT, tesseraInterceptor, withRouting } from "@tessera/angular";
import { TesseraError } from "@tessera/client";
import { settle } from "./support/wait";
import { Browser, during, pass, provideReal } from "./support/world";

const hasZone = "Zone" in globalThis;

describe("T45 an application that is destroyed leaves nothing", () => {
    test("a hundred times: no listener, timer or channel more than before", async () => {
        vi.stubGlobal("fetch", () =>
            Promise.resolve(new Response('{"error":"invalid_request","field":"refresh_token"}', { status: 400 })),
        );
        let listeners = 0;
        for (const target of [window, document]) {
            const [add, remove] = [target.addEventListener.bind(target), target.removeEventListener.bind(target)];
            vi.spyOn(target, "addEventListener").mockImplementation((...parameters: unknown[]) => {
                listeners += 1;
                Reflect.apply(add, target, parameters);
            });
            vi.spyOn(target, "removeEventListener").mockImplementation((...parameters: unknown[]) => {
                listeners -= 1;
                Reflect.apply(remove, target, parameters);
            });
        }
        let channels = 0;
        vi.stubGlobal(
            "BroadcastChannel",
            class {
                constructor() {
                    channels += 1;
                }
                close() {
                    channels -= 1;
                }
                postMessage() {}
            },
        );
        const timers = new Set<unknown>();
        const { setTimeout: start, clearTimeout: end } = globalThis;
        vi.stubGlobal("setTimeout", (callback: () => void, delay: number) => {
            const timer = start(() => {
                timers.delete(timer);
                callback();
            }, delay);
            timers.add(timer);
            return timer;
        });
        vi.stubGlobal("clearTimeout", (timer: ReturnType<typeof start>) => {
            timers.delete(timer);
            end(timer);
        });
        const handle = Object.getOwnPropertyDescriptor(FetchBackend.prototype, "handle")?.value as unknown;
        for (let count = 0; count < 100; count += 1) {
            const application = await createApplication({
                providers: [
                    ...(hasZone ? [provideZoneChangeDetection()] : [provideZonelessChangeDetection()]),
                    // Angular's own development timer.
                    {
                        provide: IMAGE_CONFIG,
                        useValue: { disableImageSizeWarning: true, disableImageLazyLoadWarning: true },
                    },
                    provideRouter([]),
                    provideHttpClient(withInterceptors([tesseraInterceptor])),
                    provideTessera({ issuer: "https://login.test" }, withRouting()),
                ],
            });
            if (count % 2 === 0) await settle();
            application.destroy();
        }
        await settle();
        expect(channels).toBe(0);
        expect(listeners).toBe(0);
        expect(timers.size).toBe(0);
        expect(Object.getOwnPropertyDescriptor(FetchBackend.prototype, "handle")?.value).toBe(handle);
    });

    test("what is in flight tells nothing any more", async () => {
        const browser = new Browser();
        TestBed.configureTestingModule({ providers: provideReal(browser.open()) });
        const tessera = TestBed.inject(Tessera);
        await pass(browser, 100);
        void tessera.login({ identifier: "ada", password: "right" }).catch(() => undefined);
        TestBed.resetTestingModule();
        await pass(browser, 1000);
        expect(tessera.status()).toBe("signedOut");
    });
});

describe("T46 no endless work", () => {
    test("the application is stable while the login service does not answer", async () => {
        vi.stubGlobal("fetch", () => new Promise(() => undefined));
        TestBed.configureTestingModule({ providers: [provideTessera({ issuer: "https://login.test" })] });
        const application = TestBed.inject(ApplicationRef);
        await settle();
        expect(TestBed.inject(Tessera).status()).toBe("unknown");
        let isStable = false;
        void application.whenStable().then(() => {
            isStable = true;
        });
        await settle();
        expect(isStable).toBe(true);
    });

    test("the client's requests and timers run outside of the zone, wherever they are begun", async () => {
        const zones: string[] = [];
        const note = (what: string) => zones.push(`${what} ${NgZone.isInAngularZone() ? "inside" : "outside"}`);
        vi.stubGlobal("fetch", () => {
            note("request");
            return Promise.reject(new TypeError("no network"));
        });
        TestBed.configureTestingModule({ providers: [provideTessera({ issuer: "https://login.test" })] });
        const client = TestBed.inject(TESSERA_CLIENT);
        await settle();
        const { setTimeout: start } = globalThis;
        vi.stubGlobal("setTimeout", (callback: () => void, delay?: number) => {
            if (delay === 10_000) note("timer");
            return start(callback, delay);
        });
        zones.length = 0;
        TestBed.inject(NgZone).run(() => {
            // Each begins in the very turn in which it is asked for, so in the zone of whoever asks.
            void client?.ready();
            client?.fetch("https://other.test/").catch(() => undefined);
        });
        expect(zones).toEqual(["timer outside", "request outside"]);
    });

    test("a refresh checks views only through its signals", async () => {
        const browser = new Browser();
        let checks = 0;
        @Component({ template: "{{ user() }}" })
        class Page {
            readonly #tessera = inject(Tessera);
            user() {
                checks += 1;
                return this.#tessera.user()?.id;
            }
        }
        TestBed.configureTestingModule({ providers: provideReal(browser.open()) });
        const tessera = TestBed.inject(Tessera);
        const fixture = TestBed.createComponent(Page);
        await during(browser, tessera.login({ identifier: "ada", password: "right" }));
        await pass(browser, 100);
        await settle();
        await fixture.whenStable();
        expect((fixture.nativeElement as HTMLElement).textContent).toBe("user-ada");
        const before = checks;
        const session = tessera.session();
        await pass(browser, 400_000);
        await pass(browser, 100);
        await settle();
        await fixture.whenStable();
        expect(tessera.session()).not.toBe(session);
        expect(tessera.session()?.generation).toBeGreaterThan(0);
        expect(checks).toBe(before);
    });
});

describe("on a server", () => {
    const begin = () => {
        vi.stubGlobal("fetch", () => {
            throw new Error("The server asked the login service.");
        });
        TestBed.configureTestingModule({
            providers: [
                { provide: PLATFORM_ID, useValue: "server" },
                provideRouter([]),
                provideTessera({ issuer: "https://login.test" }, withRouting()),
            ],
        });
        return TestBed.inject(Tessera);
    };

    test("there is no client, and the state stays unknown", async () => {
        const tessera = begin();
        expect(TestBed.inject(TESSERA_CLIENT)).toBeNull();
        await settle();
        expect(tessera.status()).toBe("unknown");
        await expect(tessera.ready()).resolves.toEqual({ status: "unknown" });
        expect(tessera.decode()).toBeNull();
    });

    test("calls are refused with an error that says why", async () => {
        const tessera = begin();
        const calls = [
            () => tessera.login({ identifier: "a", password: "b" }),
            () => tessera.logout(),
            () => tessera.refresh(),
            () => tessera.sessions(),
        ];
        for (const call of calls) {
            await expect(call()).rejects.toBeInstanceOf(TesseraError);
            await expect(call()).rejects.toMatchObject({ class: "configuration", code: "no_page" });
        }
    });
});
