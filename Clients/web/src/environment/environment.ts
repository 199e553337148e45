/**
 * Everything impure that the client needs: clocks, network, locks, channel, storage, timers, the page and randomness.
 *
 * The default is made of the browser's own parts at `createClient`. Tests and demonstrations replace any of it.
 */
export interface Environment {
    /** Sends a request, as the global `fetch` does. */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
    /** The wall clock: milliseconds since 1970. May jump. */
    now(): number;
    /** A clock that never goes back, in milliseconds. May stand still while the machine sleeps. */
    monotonic(): number;
    /** Calls `callback` once after `milliseconds` (less than 2^31). Returns what cancels it. */
    setTimer(callback: () => void, milliseconds: number): () => void;
    /** Web Locks; null where there are none (plain http origins other than localhost). */
    readonly locks: Locks | null;
    /** Opens a channel to the other tabs of this origin; null where there is none. */
    openChannel(name: string): Channel | null;
    /** A web storage; null where the browser refuses it. */
    storage(kind: "local" | "session"): KeyValueStore | null;
    /** What the page's surroundings tell. */
    readonly page: PageSignals;
    /** A number in [0, 1): only for jitter, never for a secret. */
    random(): number;
    /** An id that nobody can guess. */
    uuid(): string;
    /** What relative addresses are relative to; undefined outside of a page. */
    base(): string | undefined;
}

/** The part of the Web Locks API (`navigator.locks`) that the client uses. */
export interface Locks {
    /** Runs `body` while the lock `name` is held; rejects when `signal` ends the wait, or when the lock is stolen. */
    request<T>(name: string, options: LockOptions, body: () => Promise<T>): Promise<T>;
}

/** How a lock is asked for. */
export interface LockOptions {
    /** Ends the wait. Not together with `steal`. */
    signal?: AbortSignal;
    /** Takes the lock from whoever holds it. The old holder's code runs on. */
    steal?: boolean;
}

/** The part of `BroadcastChannel` that the client uses. */
export interface Channel {
    /** Sends `message` to every other tab. */
    postMessage(message: unknown): void;
    /** Gets the messages of the other tabs. */
    onmessage: ((event: MessageEvent) => void) | null;
    /** Ends the channel. */
    close(): void;
}

/** The part of `Storage` that the client uses. */
export interface KeyValueStore {
    /** The value under `key`; null when there is none. */
    getItem(key: string): string | null;
    /** Stores `value`. Throws when the storage is full or refused. */
    setItem(key: string, value: string): void;
    /** Removes the value. */
    removeItem(key: string): void;
    /** Calls `listener` when another tab has changed the value under `key`. Returns what stops it. */
    watch?(key: string, listener: () => void): () => void;
}

/** What the page's surroundings tell. */
export interface PageSignals {
    /** Whether a person can see the page. */
    isVisible(): boolean;
    /** Whether the browser believes that it has a network. */
    isOnline(): boolean;
    /** Calls `listener` at each signal of `kind`. Returns what stops it. */
    on(kind: PageSignal, listener: () => void): () => void;
}

/** `shown`: the page comes back from the back-forward cache or from being frozen. */
export type PageSignal = "visible" | "hidden" | "online" | "offline" | "shown";
