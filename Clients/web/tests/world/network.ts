import type { Page } from "./browser.ts";
import type { Random } from "./random.ts";
import type { Arriving, FakeServer, Leaving } from "./server.ts";
import type { VirtualTime } from "./time.ts";

/** What the network may do to a message. Probabilities in [0, 1], times in milliseconds. */
export interface Faults {
    requestLoss: number;
    answerLoss: number;
    duplication: number;
    /** How often a message takes up to `slowest`. */
    slowness: number;
    slowest: number;
}

export const noFaults: Faults = { requestLoss: 0, answerLoss: 0, duplication: 0, slowness: 0, slowest: 0 };

/** What a test puts in place of the server's answer; null: the server answers. */
export type Intercept = (request: Arriving) => Leaving | "lose the request" | "lose the answer" | null;

/** Between the pages and the server: it delays, loses, doubles, and keeps the cookie. */
export class Network {
    faults: Faults = noFaults;
    isOffline = false;
    /** Every address gets this portal's page with status 200. */
    isCaptive = false;
    cookie: string | null = null;
    /** Whether the browser keeps cookies at all. */
    keepsCookies = true;
    intercept: Intercept = () => null;
    /** The milliseconds that a message takes that is not slow. */
    latency = 5;
    /** Told of every request, arrival and answer of the login service. */
    trace: (text: string) => void = () => {};
    /** Everything that was sent. */
    readonly log: Arriving[] = [];

    constructor(readonly time: VirtualTime, readonly random: Random, readonly server: FakeServer) {}

    async fetch(page: Page, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
        const request = await this.#arriving(input, init);
        const signal = init.signal ?? (input instanceof Request ? input.signal : null);
        signal?.throwIfAborted();
        this.log.push(request);
        const path = new URL(request.url).pathname;
        const attempt = request.headers.get("Tessera-Attempt") ?? "";
        const name = `${request.method} ${path} ${attempt} ${request.cookie ?? request.body ?? ""}`.slice(0, 110);
        this.trace(`    sent: ${name}`);
        return await new Promise((resolve, reject) => {
            let isAborted = false;
            signal?.addEventListener("abort", () => {
                isAborted = true;
                reject(new DOMException("aborted", "AbortError"));
            });
            const fail = () => page.gate(() => reject(new TypeError("network")));
            if (this.isOffline) return void this.time.schedule(fail, 1);
            const intercepted = this.intercept(request);
            const isLost = intercepted === "lose the request" || this.random.chance(this.faults.requestLoss);
            if (isLost) return void this.time.schedule(fail, this.#lossTime());
            const arrive = (isFirst: boolean) => {
                if (this.isCaptive) {
                    return this.time.schedule(() => page.gate(() => resolve(portal())), 2);
                }
                const leaving = typeof intercepted === "object" && intercepted ? intercepted : this.server.handle(request);
                this.trace(`    arrives${isFirst ? "" : " again"}: ${name} → ${leaving.status} ${leaving.setCookie ?? ""}`);
                if (!isFirst) return;
                if (intercepted === "lose the answer" || this.random.chance(this.faults.answerLoss)) {
                    return this.time.schedule(fail, this.#lossTime());
                }
                const answerDelay = this.#delay();
                return this.time.schedule(() => {
                    // The cookie is set by the browser, whatever the page does; not for a request that was given up.
                    if (isAborted || (page.isGone && answerDelay > this.latency)) return;
                    if (leaving.setCookie !== undefined && this.keepsCookies) this.cookie = leaving.setCookie;
                    this.trace(`    answered: ${name} → ${leaving.status} ${leaving.setCookie ?? ""}`);
                    page.gate(() => resolve(responseOf(leaving)));
                }, answerDelay);
            };
            const delay = this.#delay();
            const isSlow = delay > this.latency;
            const deliver = (isFirst: boolean) => {
                // Who gives up or is gone closes the connection: what is still on its way gets nowhere.
                if (!(isSlow && (isAborted || page.isGone))) arrive(isFirst);
            };
            this.time.schedule(() => deliver(true), delay);
            const copyDelay = delay + this.random.between(1, 10 * this.latency);
            if (this.random.chance(this.faults.duplication)) this.time.schedule(() => deliver(false), copyDelay);
        });
    }

    async #arriving(input: RequestInfo | URL, init: RequestInit): Promise<Arriving> {
        if (input instanceof Request) {
            const body = input.body === null ? null : await input.text();
            const { method, url, headers } = input;
            return { method, url, headers, body, cookie: null };
        }
        const headers = new Headers(init.headers);
        const body = typeof init.body === "string" ? init.body : null;
        const cookie = init.credentials === "include" ? this.cookie : null;
        return { method: init.method ?? "GET", url: String(input), headers, body, cookie };
    }

    #delay(): number {
        return this.random.chance(this.faults.slowness) ? this.random.between(0, this.faults.slowest) : this.latency;
    }

    #lossTime(): number {
        return this.random.chance(0.5) ? this.latency : this.random.between(0, 20_000);
    }
}

function responseOf({ status, headers, body }: Leaving): Response {
    return new Response(status === 204 ? null : body, { status, headers });
}

function portal(): Response {
    return new Response("<h1>Welcome to our wireless network</h1>", { status: 200, headers: { "Content-Type": "text/html" } });
}
