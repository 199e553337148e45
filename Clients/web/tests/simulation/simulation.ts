import type { Client, ClientEvent, ClientOptions } from "../../src/index.ts";
import { api, Browser, issuer, type Page } from "../world/browser.ts";
import { noFaults } from "../world/network.ts";
import { Random } from "../world/random.ts";
import { problem, secretMark } from "../world/server.ts";

/** Makes a client: the real one, or one with a rule broken. */
export type Maker = (options: ClientOptions) => Client;

interface Pending {
    readonly what: string;
    readonly tab: Tab;
    /** When it began. */
    readonly since: number;
    isSettled: boolean;
}

/** No call takes longer, in milliseconds: waits for locks, time-outs and retries included. */
const longestCall = 120_000;

interface Tab {
    readonly page: Page;
    readonly client: Client;
    readonly events: ClientEvent[];
    /** When it could last not run, or began. */
    awakeSince: number;
}

/** How one run turned out. */
export interface Run {
    readonly seed: number;
    /** What was violated, the first first. */
    readonly violations: string[];
    /** What was done, for whoever looks for the reason. */
    readonly trace: string[];
}

/** One browser and its user for some hours, decided by a seed, with the client's promises looked at after each step. */
export class Simulation {
    readonly #random: Random;
    readonly #browser: Browser;
    readonly #options: ClientOptions;
    readonly #shared: boolean;
    readonly #isBound: boolean;
    readonly #tabs: Tab[] = [];
    readonly #pending: Pending[] = [];
    /** The sessions that were signed out: when, and in which tab. */
    readonly #left = new Map<string, { at: number; tab: Tab }>();
    readonly run: Run;
    /** The session that must still be there at the end; null when none must, undefined when that is open. */
    #expected: string | null | undefined = null;
    #signing = 0;
    #calls = 0;
    #ends = 0;
    #lastSignIn = 0;

    constructor(readonly seed: number, readonly make: Maker) {
        this.run = { seed, violations: [], trace: [] };
        this.#random = new Random(seed * 7919 + 1);
        this.#browser = new Browser(seed);
        const random = this.#random;
        const { network, server } = this.#browser;
        network.trace = text => this.#note(text);
        network.latency = random.pick([5, 5, 50, 500]);
        server.lifetime = random.pick([30_000, 60_000, 300_000, 900_000]);
        const mode = random.pick(["cookie", "cookie", "local", "local", "session", "memory"] as const);
        this.#options = mode === "cookie" ? { issuer, api: [api] } : { issuer, api: [api], mode: "token", storage: mode };
        this.#isBound = mode !== "cookie" && random.chance(0.3);
        this.#shared = mode === "cookie" || mode === "local";
        this.#browser.abilities = { locks: random.chance(0.8), channel: random.chance(0.8), storage: true };
        const isLossy = random.chance(0.8);
        network.faults = isLossy
            ? {
                requestLoss: random.next() * 0.3,
                answerLoss: random.next() * 0.3,
                duplication: random.next() * 0.2,
                slowness: random.next() * 0.3,
                // A message takes no longer than the client waits for it.
                slowest: Math.min(10_000, server.lifetime / 5),
            }
            : noFaults;
        this.#note(`${mode}${this.#isBound ? " bound" : ""} ${JSON.stringify(this.#browser.abilities)} ${server.lifetime} ${JSON.stringify(network.faults)}`);
    }

    async perform(): Promise<Run> {
        const { time } = this.#browser;
        try {
            this.#open();
            await this.#pass(this.#random.between(0, 3000));
            this.#signIn(this.#any());
            for (let step = 0; step < 60 && this.run.violations.length === 0; step += 1) {
                this.#step();
                await this.#pass(this.#random.chance(0.2) ? this.#random.between(0, 120_000) : this.#random.between(0, 2000));
            }
            if (this.run.violations.length === 0) await this.#settleDown();
        } catch (error) {
            this.#violated(`the simulation failed: ${error instanceof Error ? error.stack : error}`);
        }
        for (const tab of this.#tabs) tab.client.close();
        this.#note(`ended at ${time.monotonic}`);
        return this.run;
    }

    // What happens

    #step(): void {
        const random = this.#random;
        const { network, server, time } = this.#browser;
        const tab = this.#any();
        const actions: [number, () => void][] = [
            [6, () => this.#call(tab)],
            [2, () => this.#track(tab, "refresh", () => tab.client.refresh())],
            [3, () => this.#track(tab, "getSession", () => tab.client.getSession())],
            [1, () => this.#track(tab, "foreign", () => tab.client.fetch("https://evil.test/v1/x"))],
            [2, () => this.#signIn(tab)],
            [2, () => this.#signOut(tab)],
            [2, () => this.#tabs.length < 4 && this.#open()],
            [2, () => this.#reload(tab)],
            [3, () => this.#freeze(tab)],
            [3, () => this.#thaw(tab)],
            [2, () => tab.page.setVisible(!tab.page.isVisible)],
            [1, () => this.#sleep(random.between(1000, 3 * 3_600_000))],
            [1, () => this.#setOffline(!network.isOffline)],
            [1, () => this.#note(`captive ${network.isCaptive = !network.isCaptive}`)],
            [1, () => this.#busy()],
            [1, () => this.#endElsewhere()],
        ];
        let at = random.next() * actions.reduce((sum, [weight]) => sum + weight, 0);
        for (const [weight, act] of actions) {
            at -= weight;
            if (at < 0) return act();
        }
        void [server, time];
    }

    #open(sessionStorage?: Map<string, string>): void {
        const page = this.#browser.open(sessionStorage);
        page.skew = this.#random.chance(0.1) ? this.#random.pick([-86_400_000, 86_400_000]) : 0;
        const binding = this.#isBound ? { binding: this.#slowBinding(page) } : {};
        const client = this.make({ ...this.#options, ...binding, environment: page.environment });
        const tab: Tab = { page, client, events: [], awakeSince: this.#browser.time.monotonic };
        client.onEvent(event => {
            tab.events.push(event);
            // A listener that calls back must not stop anything.
            if (this.#random.chance(0.2)) this.#track(tab, "getSession in a listener", () => client.getSession());
        });
        this.#tabs.push(tab);
        this.#note(`open ${this.#name(tab)}`);
    }

    /** A proof takes its time, in which a page may be frozen. */
    #slowBinding(page: Page): NonNullable<ClientOptions["binding"]> {
        const { random } = this.#browser;
        return {
            prove: () =>
                new Promise(resolve => page.environment.setTimer(() => resolve("proof"), random.pick([0, 50, 500, 1500]))),
            learn: () => false,
        };
    }

    #call(tab: Tab): void {
        const path = this.#random.pick(["/notes", "/notes/1"]);
        const body = this.#random.chance(0.5) ? { method: "POST", body: "note" } : {};
        this.#track(tab, "fetch", () => tab.client.fetch(api + path, body));
    }

    #signIn(tab: Tab): void {
        const identifier = this.#random.pick(["ada", "ada", "ada", "bob"]);
        this.#signing += 1;
        this.#lastSignIn = this.#browser.time.monotonic;
        this.#expected = undefined;
        const ends = this.#ends;
        this.#track(tab, `login ${identifier}`, () => tab.client.login({ identifier, password: "right" }))
            .then(session => {
                this.#signing -= 1;
                // It may have been ended elsewhere before the answer was here.
                const isOver = session && this.#browser.server.rows.get(session.id)?.end;
                if (!session || this.#signing > 0 || ends !== this.#ends) return;
                this.#expected = isOver ? null : session.id;
            });
    }

    #signOut(tab: Tab): void {
        const state = tab.client.state.value;
        if (tab.page.isFrozen) return;
        this.#ends += 1;
        if (this.#signing > 0) this.#lastSignIn = Infinity;
        if (state.status === "signedIn") {
            this.#left.set(state.session.id, { at: this.#browser.time.monotonic, tab });
        }
        this.#expected = this.#signing > 0 || state.status !== "signedIn" ? undefined : null;
        this.#track(tab, "logout", () => tab.client.logout());
        if (tab.client.state.value.status === "signedIn") this.#violated("signed in right after the sign-out");
    }

    #reload(tab: Tab): void {
        this.#note(`reload ${this.#name(tab)}`);
        this.#tabs.splice(this.#tabs.indexOf(tab), 1);
        tab.page.crash();
        if (!this.#shared) this.#expected = undefined;
        this.#open(tab.page.sessionStorage);
    }

    #freeze(tab: Tab): void {
        if (this.#tabs.filter(other => !other.page.isFrozen).length < 2) return;
        this.#note(`freeze ${this.#name(tab)}`);
        tab.page.freeze();
    }

    #thaw(tab: Tab): void {
        if (!tab.page.isFrozen) return;
        this.#note(`thaw ${this.#name(tab)}`);
        tab.awakeSince = this.#browser.time.monotonic;
        tab.page.thaw();
    }

    #sleep(milliseconds: number): void {
        this.#note(`sleep ${milliseconds}`);
        this.#browser.time.sleep(milliseconds);
        for (const { page } of this.#tabs) page.signal("visible");
    }

    #setOffline(isOffline: boolean): void {
        this.#note(`offline ${isOffline}`);
        this.#browser.network.isOffline = isOffline;
        for (const { page } of this.#tabs) page.signal(isOffline ? "offline" : "online");
    }

    #busy(): void {
        const { network, time } = this.#browser;
        const status = this.#random.pick([429, 503]);
        const seconds = this.#random.between(1, 20);
        this.#note(`${status} for ${seconds} s`);
        network.intercept = () => problem(status, "overloaded", {}, { "Retry-After": String(seconds) });
        time.schedule(() => network.intercept = () => null, seconds * 1000);
    }

    #endElsewhere(): void {
        const id = this.#random.pick([...this.#browser.server.rows.keys(), "none"]);
        this.#note(`end ${id}`);
        this.#browser.server.end(id, "revoked_by_administrator");
        if (id === this.#expected) this.#expected = null;
        else if (this.#signing > 0) this.#expected = undefined;
    }

    // What must hold

    async #pass(milliseconds: number): Promise<void> {
        await this.#browser.time.advance(milliseconds, () => this.#check());
        this.#check();
    }

    #check(): void {
        if (this.run.violations.length > 0) return;
        const { server, messages, local, time, abilities } = this.#browser;
        if (server.reuses[0]) this.#violated(`reuse: ${server.reuses[0]}`);
        if (server.foreign.some(text => text.includes(secretMark))) this.#violated("a token went to another origin");
        if (messages.some(text => text.includes(secretMark))) this.#violated("a token was broadcast");
        if (!this.#options.mode && [...local.values()].some(text => text.includes(secretMark))) {
            this.#violated("a token is in the web storage in cookie mode");
        }
        for (const { isSettled, since, tab, what } of this.#pending) {
            if (isSettled || tab.page.isGone || tab.page.isFrozen) continue;
            const took = time.monotonic - Math.max(since, tab.awakeSince);
            if (took > longestCall) this.#violated(`no outcome after ${took} ms: ${what}`);
        }
        for (const tab of this.#tabs) {
            const state = tab.client.state.value;
            this.#checkEvents(tab);
            if (state.status !== "signedIn" || tab.page.isFrozen || !abilities.channel) continue;
            const left = this.#left.get(state.session.id);
            if (left !== undefined && time.monotonic - Math.max(left.at, tab.awakeSince) > 100) {
                this.#violated(`${this.#name(tab)} is signed in to ${state.session.id}, which was signed out`);
            }
        }
    }

    #checkEvents(tab: Tab): void {
        let last = "";
        for (const event of tab.events) {
            if (event.kind !== "signedIn" && event.kind !== "signedOut") continue;
            if (event.kind === last) this.#violated(`${this.#name(tab)} told ${event.kind} twice in a row`);
            last = event.kind;
        }
        if (JSON.stringify(tab.events).includes(secretMark)) this.#violated("a token is in an event");
    }

    /** Everything is well again; now everything has to come to rest. */
    async #settleDown(): Promise<void> {
        const { network, server } = this.#browser;
        this.#note("all is well");
        network.faults = noFaults;
        network.latency = 5;
        network.intercept = () => null;
        network.isCaptive = false;
        for (const tab of this.#tabs) {
            this.#thaw(tab);
            tab.page.setVisible(true);
        }
        this.#setOffline(false);
        await this.#pass(120_000);
        // By themselves, without being asked.
        for (const tab of this.#tabs) {
            const state = tab.client.state.value;
            const isStale = state.status === "unknown" || (state.status === "signedIn" && state.stale);
            if (isStale) this.#violated(`${this.#name(tab)} did not recover by itself`);
        }
        for (const tab of this.#tabs) this.#call(tab);
        await this.#pass(30_000);
        for (const tab of this.#tabs) this.#call(tab);
        await this.#pass(30_000);
        if (this.run.violations.length > 0) return;
        for (const pending of this.#pending) {
            if (!pending.isSettled && !pending.tab.page.isGone) this.#violated(`never settled: ${pending.what}`);
        }
        const found = this.#tabs.map(({ client: { state: { value } } }) =>
            value.status === "signedIn" ? value.session.id : value.status
        );
        if (found.includes("unknown")) this.#violated(`unknown at the end: ${found}`);
        for (const id of found) {
            if (server.rows.get(id)?.end) this.#violated(`signed in to ${id}, which has ended`);
        }
        for (const [id, { at, tab }] of this.#left) {
            // What only a page's memory knew is gone with it, and a cookie with the sign-in that replaces it.
            const isKnown = this.#options.mode ? !tab.page.isGone : at > this.#lastSignIn;
            if (isKnown && !server.rows.get(id)?.end) this.#violated(`the server was not told that ${id} was signed out`);
        }
        if (!this.#shared) return;
        if (new Set(found).size > 1) this.#violated(`the tabs disagree: ${found}`);
        // Without locks a refresh may answer after a sign-in and put the old session's cookie in the place of the new one.
        if (!this.#options.mode && !this.#browser.abilities.locks) return;
        if (this.#expected && found[0] !== this.#expected) this.#violated(`${this.#expected} was lost: ${found}`);
        if (this.#expected === null && found[0] !== "signedOut") this.#violated(`${found} came back after its end`);
    }

    // Bookkeeping

    async #track<Value>(tab: Tab, what: string, call: () => Promise<Value>): Promise<Value | null> {
        // A frozen page calls nothing.
        if (tab.page.isFrozen || tab.page.isGone) return null;
        const since = this.#browser.time.monotonic;
        const pending = { what: `${this.#name(tab)} ${what} #${++this.#calls}`, tab, since, isSettled: false };
        this.#pending.push(pending);
        this.#note(pending.what);
        try {
            const value = await call();
            if (JSON.stringify(value)?.includes(secretMark)) this.#violated(`${pending.what} gave a token away`);
            this.#note(`${pending.what} → ${value instanceof Response ? value.status : JSON.stringify(value)?.slice(0, 60)}`);
            return value;
        } catch (error) {
            if (`${error} ${JSON.stringify(error)}`.includes(secretMark)) this.#violated("a token is in an error");
            this.#note(`${pending.what} → ${error}`);
            return null;
        } finally {
            pending.isSettled = true;
        }
    }

    #any(): Tab {
        return this.#random.pick(this.#tabs);
    }

    #name(tab: Tab): string {
        return `tab${this.#tabs.indexOf(tab)}`;
    }

    #note(text: string): void {
        this.run.trace.push(`${this.#browser.time.monotonic} ${text}`);
    }

    #violated(text: string): void {
        this.run.violations.push(text);
        this.#note(`VIOLATED: ${text}`);
    }
}
