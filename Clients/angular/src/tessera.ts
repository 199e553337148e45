import { computed, DestroyRef, inject, Injectable, NgZone, type Signal, signal } from "@angular/core";
import {
    type Client,
    type ClientEvent,
    type DecodedToken,
    type Session,
    type SignedOutCause,
    type State,
    TesseraError,
} from "@tessera/client";
import { Observable } from "rxjs";
import { TESSERA_CLIENT } from "./make-client";

/** The person who is signed in, as the access token says. Only for showing: what a person may do, the API decides. */
export interface TesseraUser {
    /** The account's id. */
    readonly id: string;
    /** The id of this session. */
    readonly sessionId: string;
    /** The roles of the account. */
    readonly roles: readonly string[];
    /** What the account may do, by the roles. */
    readonly permissions: readonly string[];
    /** What this session may do, of what was asked for at sign-in. */
    readonly scope: readonly string[];
}

const none: readonly string[] = [];

/**
 * The session of this tab as signals, and what can be done with it. No member gives a token away.
 *
 * Data of a person is to be loaded by `user()`: not by `session()`, which is another object after each refresh, and not by `isSignedIn()`, which
 * stays true when another tab signs in as another person.
 *
 * On a server the state is `unknown`, `ready` gives that at once, `fetch` sends without a token, and every other call is refused.
 */
@Injectable()
export class Tessera {
    readonly #client = inject(TESSERA_CLIENT);
    readonly #zone = inject(NgZone);
    readonly #state = signal<State>({ status: "unknown" });
    readonly #lastSignOut = signal<SignedOutCause | null>(null);

    /** What is known of the session. */
    readonly state: Signal<State> = this.#state.asReadonly();
    /** `unknown` at the start of a page, then `signedIn` or `signedOut`. */
    readonly status: Signal<State["status"]> = computed(() => this.#state().status);
    /** The session; another object after each refresh. Null without a session. */
    readonly session: Signal<Session | null> = computed(() => {
        const state = this.#state();
        return state.status === "signedIn" ? state.session : null;
    });
    /** The person; the same object as long as nothing about the person has changed. Null without a session. */
    readonly user: Signal<TesseraUser | null> = computed(
        () => {
            const session = this.session();
            if (!session) return null;
            const { subject, id, roles, permissions, scope } = session;
            return { id: subject, sessionId: id, roles, permissions, scope };
        },
        { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
    );
    /** Whether a person is signed in. */
    readonly isSignedIn: Signal<boolean> = computed(() => this.user() !== null);
    /** Whether the access token has expired and could not be renewed yet, as without a network. */
    readonly isStale: Signal<boolean> = computed(() => {
        const state = this.#state();
        return state.status === "signedIn" && state.stale;
    });
    /** The roles of the account. */
    readonly roles: Signal<readonly string[]> = computed(() => this.user()?.roles ?? none);
    /** What the account may do. */
    readonly permissions: Signal<readonly string[]> = computed(() => this.user()?.permissions ?? none);
    /** What this session may do. */
    readonly scope: Signal<readonly string[]> = computed(() => this.user()?.scope ?? none);
    /** Why the last session of this page ended; null from the next sign-in on. */
    readonly lastSignOut: Signal<SignedOutCause | null> = this.#lastSignOut.asReadonly();
    /** Everything that happens, each thing once. A stream, since a signal would merge two events into one. */
    readonly events = new Observable<ClientEvent>(subscriber =>
        this.#client?.onEvent(event => {
            // Who listens in an application with zone.js expects its views to be checked.
            this.#zone.run(() => {
                subscriber.next(event);
            });
        }),
    );

    constructor() {
        const client = this.#client;
        if (!client) return;
        const stops = [
            client.state.subscribe(state => {
                this.#state.set(state);
            }),
            client.onEvent(event => {
                if (event.kind === "signedOut") this.#lastSignOut.set(event.cause);
                if (event.kind === "signedIn") this.#lastSignOut.set(null);
            }),
        ];
        inject(DestroyRef).onDestroy(() => {
            for (const stop of stops) stop();
        });
    }

    /** Whether the account has one of these roles. Reads signals, so it may stand in templates and in `computed`. */
    hasRole(...anyOf: string[]): boolean {
        return anyOf.some(role => this.roles().includes(role));
    }

    /** Whether the account has this permission. Reads signals. */
    hasPermission(name: string): boolean {
        return this.permissions().includes(name);
    }

    /** Whether this session has all of these words of scope. Reads signals. */
    hasScope(...allOf: string[]): boolean {
        return allOf.every(word => this.scope().includes(word));
    }

    /** The state once it is known; after ten seconds whatever it is by then. */
    ready(): Promise<State> {
        return this.#client?.ready() ?? Promise.resolve(this.#state());
    }

    /**
     * Signs in.
     *
     * @throws `TesseraError` `refused` (such as `invalid_credentials`), `transient`, `configuration`, `cancelled`.
     */
    login(...who: Parameters<Client["login"]>): ReturnType<Client["login"]> {
        return this.#call(client => client.login(...who));
    }

    /**
     * Makes an account. It does not sign in.
     *
     * @throws `TesseraError` `refused`, with `field`, or `transient`.
     */
    register(...account: Parameters<Client["register"]>): ReturnType<Client["register"]> {
        return this.#call(client => client.register(...account));
    }

    /**
     * Proves again that it is this person, and keeps the session.
     *
     * @throws `TesseraError` `refused` when the proof is wrong, `transient`, `cancelled`.
     */
    confirm(...proof: Parameters<Client["confirm"]>): ReturnType<Client["confirm"]> {
        return this.#call(client => client.confirm(...proof));
    }

    /** Signs out. In this browser that always succeeds, without a network too; the outcome tells what the server knows. */
    logout(): ReturnType<Client["logout"]> {
        return this.#call(client => client.logout());
    }

    /**
     * Ends every session of the account, this one too.
     *
     * @throws `TesseraError` when the server did not confirm it; then nothing has changed here.
     */
    logoutEverywhere(): ReturnType<Client["logoutEverywhere"]> {
        return this.#call(client => client.logoutEverywhere());
    }

    /**
     * Refreshes now; calls at the same time share one refresh.
     *
     * @throws `TesseraError` of any class; `rejected` when the session is over.
     */
    refresh(): Promise<Session> {
        return this.#call(client => client.refresh());
    }

    /** The account's sessions, living and ended. */
    sessions(): ReturnType<Client["sessions"]> {
        return this.#call(client => client.sessions());
    }

    /** Ends one of the account's sessions. */
    endSession(id: string): Promise<void> {
        return this.#call(client => client.endSession(id));
    }

    /** `fetch`, with the access token where it belongs; for streams, which `HttpClient` cannot send. */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
        return this.#client ? this.#client.fetch(input, init) : fetch(input, init);
    }

    /**
     * Takes a token apart, by default this session's access token. **Not verification.**
     *
     * @returns header and claims; null when it is not a JWT, and on a server.
     */
    decode(token?: string): DecodedToken | null {
        return this.#client?.decode(token) ?? null;
    }

    async #call<Result>(call: (client: Client) => Promise<Result>): Promise<Result> {
        if (!this.#client) {
            throw new TesseraError(
                "configuration",
                "no_page",
                "A server renders for no particular person: call this in the browser.",
            );
        }
        return await call(this.#client);
    }
}
