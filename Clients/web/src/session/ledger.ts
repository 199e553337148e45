import type { KeyValueStore } from "../environment/environment.ts";
import type { Pause } from "../retry/backoff.ts";

/** Tokens in storage, in the modes that put them there. */
export interface StoredTokens {
    readonly access: string;
    readonly type: string;
    readonly refresh: string;
    /** Milliseconds. */
    readonly lifetime: number;
    /** The writer's wall clock at receipt. */
    readonly receivedWall: number;
}

/**
 * What the tabs of a session agree on, under one storage key. In cookie mode there is no token in it.
 *
 * Whoever writes has read it in the same turn of the event loop, and drops its news when the epoch has changed or the
 * generation has moved: that is the fence that keeps late and thawed tabs from bringing anything back.
 */
export interface Ledger {
    /** Changes at each sign-in and sign-out. Random, so that two tabs never come to the same. */
    readonly epoch: string;
    /** The session; null when signed out. */
    readonly session: string | null;
    /** Whose session it is. */
    readonly subject: string | null;
    /** The newest generation of the refresh token that a tab has received. */
    readonly generation: number;
    /** The id of the refresh that is on its way or whose answer was lost; null when none is. */
    readonly attempt: string | null;
    /** The attempt that made this generation, as far as is known. */
    readonly made: string | null;
    /** The session in whose place a sign-in has put this one. */
    readonly replaced: string | null;
    /** Whether that sign-in was the same person's proof, so that for the tabs the session goes on. */
    readonly keeps: boolean;
    /** Why the session ended, or that a refresh of it was refused. */
    readonly cause: string | null;
    /** The server's own words for that; null when there are none. */
    readonly detail: string | null;
    /** Cookie mode: the session whose sign-out the server has not confirmed yet. Until then its cookie may still be there. */
    readonly revoking: string | null;
    /** The pause that failures or the server have asked for. */
    readonly pause: Pause | null;
    /** Who had the lock last. */
    readonly turn: string | null;
    /** Null in cookie mode and when signed out. */
    readonly tokens: StoredTokens | null;
}

/** Nobody is signed in, as far as is known. */
export const emptyLedger: Ledger = {
    epoch: "",
    session: null,
    subject: null,
    generation: 0,
    attempt: null,
    made: null,
    replaced: null,
    keeps: false,
    cause: null,
    detail: null,
    revoking: null,
    pause: null,
    turn: null,
    tokens: null,
};

/**
 * The value of `Tessera-Attempt`: the attempt, and the one that made what this browser has. The second lets it recover when a
 * late answer has put an older cookie in the place of the newer one.
 */
export function attemptHeader({ attempt, made }: Ledger): string {
    return [attempt, made].filter(id => id).join();
}

/** Where a page asks by cookie, which it cannot see. Without a session it gets 204 there, and no error. */
export const askCookie = "/auth/refresh?without_session=204";

/** Reads and writes the ledger. Never throws: without storage, or when it is full, it goes on in memory. */
export class LedgerStore {
    #inMemory: Ledger | null;
    readonly #store: KeyValueStore | null;
    readonly #key: string;

    constructor(store: KeyValueStore | null, key: string) {
        this.#store = store;
        this.#key = key;
        this.#inMemory = store ? null : emptyLedger;
    }

    /** Whether other tabs and later pages see what is written. */
    get isStored(): boolean {
        return this.#inMemory === null;
    }

    read(): Ledger {
        if (this.#inMemory) return this.#inMemory;
        try {
            const ledger: unknown = JSON.parse(this.#store?.getItem(this.#key) ?? "null");
            if (isLedger(ledger)) return { ...emptyLedger, ...ledger };
        } catch {
            // Unreadable is as good as absent: the next write replaces it.
        }
        return emptyLedger;
    }

    write(ledger: Ledger): void {
        try {
            if (!this.#store) throw 0;
            this.#store.setItem(this.#key, JSON.stringify(ledger));
            this.#inMemory = null;
        } catch {
            this.#inMemory = ledger;
        }
    }

    /** Writes `changes` over what stands there now. */
    amend(changes: Partial<Ledger>): void {
        this.write({ ...this.read(), ...changes });
    }

    watch(listener: () => void): () => void {
        return this.#store?.watch?.(this.#key, listener) ?? (() => {});
    }
}

function isLedger(value: unknown): value is Partial<Ledger> {
    return typeof value === "object" && value !== null && typeof (value as Ledger).epoch === "string";
}
