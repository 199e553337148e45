import type { TesseraError } from "../errors/tessera-error.ts";
import type { Session, SignedOutCause, State } from "./session.ts";

/** A value that can be read at any time and watched. */
export interface Readable<Value> {
    /** The value now. */
    readonly value: Value;
    /** Calls `listener` with the value now and after each change. Returns what stops it. */
    subscribe(listener: (value: Value) => void): () => void;
}

/** What has happened, each thing once; a value that changed twice in a row shows only its end. */
export type ClientEvent =
    | { readonly kind: "signedIn"; readonly session: Session }
    | { readonly kind: "refreshed"; readonly generation: number; readonly by: "this" | "other" }
    /** `retryIn`: milliseconds until the next try; null when there will be none by itself. */
    | { readonly kind: "refreshFailed"; readonly error: TesseraError; readonly retryIn: number | null }
    /** `detail`: the server's own sentences, such as which other device signed it out, and when; null or absent when it said nothing. */
    | { readonly kind: "signedOut"; readonly cause: SignedOutCause; readonly detail?: string | null }
    | { readonly kind: "offline" }
    | { readonly kind: "online" }
    /**
     * An API wants more than this session has: another scope (RFC 6750 §3), or a fresh sign-in (RFC 9470). `url` is the refused
     * request's; `scope`: words between spaces, null when the API names none; `maxAge`: seconds that the sign-in may be old, null
     * when it does not say.
     */
    | {
        readonly kind: "stepUp";
        readonly error: TesseraError;
        readonly url: string;
        readonly scope: string | null;
        readonly maxAge: number | null;
    };

/**
 * Tells the application what happens.
 *
 * While a lock or the refresh slot is held nothing is told: a listener that calls the client again then finds it free.
 */
export class Notices {
    readonly #stateListeners = new Set<(state: State) => void>();
    readonly #eventListeners = new Set<(event: ClientEvent) => void>();
    readonly #waiting: (() => void)[] = [];
    #held = 0;
    #telling = false;
    #state: State = { status: "unknown" };

    readonly state: Readable<State>;

    constructor() {
        const read = () => this.#state;
        this.state = {
            get value() {
                return read();
            },
            subscribe: listener => {
                // A listener of its own, so that one function may be subscribed twice.
                const own = (state: State) => listener(state);
                this.#stateListeners.add(own);
                call(own, this.#state);
                return () => this.#stateListeners.delete(own);
            },
        };
    }

    onEvent(listener: (event: ClientEvent) => void): () => void {
        const own = (event: ClientEvent) => listener(event);
        this.#eventListeners.add(own);
        return () => this.#eventListeners.delete(own);
    }

    /** No listener is called from now on. */
    close(): void {
        this.#stateListeners.clear();
        this.#eventListeners.clear();
    }

    setState(state: State): void {
        this.#state = state;
        this.#tell(this.#stateListeners, () => this.#state);
    }

    emit(event: ClientEvent): void {
        this.#tell(this.#eventListeners, () => event);
    }

    /** Runs `body`, during which nothing is told. */
    async quietly<Result>(body: () => Promise<Result>): Promise<Result> {
        this.#held += 1;
        try {
            return await body();
        } finally {
            this.#held -= 1;
            this.#flush();
        }
    }

    #tell<Value>(listeners: Set<(value: Value) => void>, value: () => Value): void {
        this.#waiting.push(() => {
            for (const listener of listeners) call(listener, value());
        });
        // Later, since the change that is told may be half done.
        queueMicrotask(() => this.#flush());
    }

    #flush(): void {
        // What a listener sets off is told after what it was told, never inside of it.
        if (this.#telling) return;
        this.#telling = true;
        while (this.#held === 0 && this.#waiting.length > 0) this.#waiting.shift()?.();
        this.#telling = false;
    }
}

/** An application's mistake stays its own: it is reported as uncaught, and the client goes on. */
function call<Value>(listener: (value: Value) => void, value: Value): void {
    try {
        listener(value);
    } catch (error) {
        // Not every place with a document has it, such as jsdom.
        (globalThis.reportError ?? console.error)(error);
    }
}
