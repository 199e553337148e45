import type { Channel, Environment, KeyValueStore, PageSignal } from "../../src/environment/environment.ts";
import { FakeLocks } from "./locks.ts";
import { Network } from "./network.ts";
import { Random } from "./random.ts";
import { FakeServer } from "./server.ts";
import { VirtualTime } from "./time.ts";

/** What a browser may lack. */
export interface Abilities {
    locks: boolean;
    channel: boolean;
    storage: boolean;
}

export const issuer = "https://login.test";
export const api = "https://api.test/v1";

/** One browser: tabs that share storage, cookie, locks and channel, a network with faults, and the server behind it. */
export class Browser {
    readonly time = new VirtualTime();
    readonly random: Random;
    readonly server: FakeServer;
    readonly network: Network;
    readonly locks = new FakeLocks();
    readonly local = new Map<string, string>();
    readonly pages = new Set<Page>();
    /** Every channel message, as text. */
    readonly messages: string[] = [];
    abilities: Abilities = { locks: true, channel: true, storage: true };

    constructor(seed = 1) {
        this.random = new Random(seed);
        this.server = new FakeServer(issuer, api, () => this.time.wall, this.random);
        this.network = new Network(this.time, this.random, this.server);
    }

    open(sessionStorage: Map<string, string> = new Map()): Page {
        const page = new Page(this, sessionStorage);
        this.pages.add(page);
        return page;
    }

    advance(milliseconds: number): Promise<void> {
        return this.time.advance(milliseconds);
    }
}

/** One page: its environment, and what can befall it. */
export class Page {
    isVisible = true;
    isFrozen = false;
    isGone = false;
    /** Added to what this page's wall clock shows. */
    skew = 0;
    readonly environment: Environment;
    readonly #start: number;
    #held: (() => void)[] = [];
    readonly #listeners: [PageSignal, () => void][] = [];
    readonly #watchers: [string, () => void][] = [];
    readonly #channels: { name: string; channel: Channel }[] = [];

    constructor(readonly browser: Browser, readonly sessionStorage: Map<string, string>) {
        this.#start = browser.time.monotonic - browser.random.between(0, 1000);
        const { time, random, locks, network } = browser;
        this.environment = {
            fetch: (input, init) => network.fetch(this, input, init),
            now: () => time.wall + this.skew,
            monotonic: () => time.monotonic - this.#start,
            setTimer: (callback, milliseconds) => {
                let isCancelled = false;
                const cancel = time.schedule(() => this.gate(() => isCancelled || callback()), milliseconds);
                return () => {
                    isCancelled = true;
                    cancel();
                };
            },
            locks: browser.abilities.locks
                ? { request: (name, options, body) => locks.request(this, run => this.gate(run), name, options, body) }
                : null,
            openChannel: name => browser.abilities.channel ? this.#openChannel(name) : null,
            storage: kind => browser.abilities.storage ? this.#storage(kind) : null,
            page: {
                isVisible: () => this.isVisible,
                isOnline: () => !network.isOffline,
                on: (kind, listener) => this.#listen(this.#listeners, [kind, listener]),
            },
            random: () => random.next(),
            uuid: () => `id${random.between(0, 2 ** 40)}`,
            base: () => "https://app.test/here/",
        };
    }

    /** Runs `run` when this page can run: at once, after it thaws, or never. */
    gate(run: () => void): void {
        if (this.isGone) return;
        if (this.isFrozen) this.#held.push(run);
        else run();
    }

    signal(kind: PageSignal): void {
        this.gate(() => {
            for (const [listened, listener] of this.#listeners) if (listened === kind) listener();
        });
    }

    setVisible(isVisible: boolean): void {
        this.isVisible = isVisible;
        this.signal(isVisible ? "visible" : "hidden");
    }

    freeze(): void {
        this.isFrozen = true;
    }

    thaw(): void {
        if (!this.isFrozen) return;
        this.isFrozen = false;
        // Each as a task of its own, in the order in which they came.
        for (const run of this.#held.splice(0)) this.browser.time.schedule(() => this.gate(run), 0);
        this.browser.time.schedule(() => this.signal("shown"), 0);
    }

    /** The page is gone, in the middle of whatever it did. */
    crash(): void {
        this.isGone = true;
        this.browser.pages.delete(this);
        this.browser.locks.forget(this);
    }

    hasChanged(key: string): void {
        for (const [watched, listener] of this.#watchers) if (watched === key) listener();
    }

    /** How many listeners and channels there are. */
    get listening(): number {
        return this.#listeners.length + this.#watchers.length + this.#channels.length;
    }

    #listen<Entry>(list: Entry[], entry: Entry): () => void {
        list.push(entry);
        return () => {
            const index = list.indexOf(entry);
            if (index >= 0) list.splice(index, 1);
        };
    }

    #openChannel(name: string): Channel {
        const channel: Channel = {
            onmessage: null,
            postMessage: message => {
                this.browser.messages.push(JSON.stringify(message));
                for (const page of this.browser.pages) {
                    if (page === this) continue;
                    const delay = this.browser.random.between(0, 20);
                    this.browser.time.schedule(() => page.gate(() => page.#receive(name, message)), delay);
                }
            },
            close: () => stop(),
        };
        const stop = this.#listen(this.#channels, { name, channel });
        return channel;
    }

    #receive(name: string, message: unknown): void {
        for (const open of this.#channels) {
            if (open.name === name) open.channel.onmessage?.({ data: message } as MessageEvent);
        }
    }

    #storage(kind: "local" | "session"): KeyValueStore {
        const map = kind === "local" ? this.browser.local : this.sessionStorage;
        const changed = (key: string) => {
            if (kind === "session") return;
            for (const page of this.browser.pages) {
                if (page === this) continue;
                const delay = this.browser.random.between(0, 20);
                this.browser.time.schedule(() => page.gate(() => page.hasChanged(key)), delay);
            }
        };
        return {
            getItem: key => map.get(key) ?? null,
            setItem: (key, value) => {
                map.set(key, value);
                changed(key);
            },
            removeItem: key => {
                map.delete(key);
                changed(key);
            },
            watch: (key, listener) => this.#listen(this.#watchers, [key, listener]),
        };
    }
}
