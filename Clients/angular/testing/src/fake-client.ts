import { InjectionToken } from "@angular/core";
import {
    type Account,
    type Attempt,
    type Client,
    type NewAccount,
    type Session,
    type SessionInfo,
    type SignOutOutcome,
    TesseraError,
} from "@tessera/client";
import { fakeAttempt } from "./fake-attempt";
import type { FakeRules } from "./fake-rules";
import { FakeSession } from "./fake-session";
import { wholeUser } from "./fake-user";

/** A call of the client that a test may have refused. */
export type FakeCall =
    "login" | "register" | "confirm" | "refresh" | "logout" | "logoutEverywhere" | "sessions" | "endSession";

/** A client without network, timers and storage; `TesseraTesting` is its other side. */
export class FakeClient implements Client {
    readonly held = new FakeSession();
    readonly state = this.held.notices.state;
    readonly calls: { readonly name: string; readonly arguments: readonly unknown[] }[] = [];
    readonly refusals = new Map<FakeCall, TesseraError>();
    /** What `fetch` gets. */
    answer: (request: Request) => Response | Promise<Response> = () => {
        throw new TesseraError(
            "configuration",
            "no_network",
            "There is no network in a test: TesseraTesting.answerFetch gives answers.",
        );
    };

    constructor(readonly rules: FakeRules) {}

    ready(): Promise<Client["state"]["value"]> {
        return new Promise(resolve => {
            const stop = this.state.subscribe(state => {
                if (state.status === "unknown") return;
                queueMicrotask(() => {
                    stop();
                    resolve(this.state.value);
                });
            });
        });
    }

    async login(...who: Parameters<Client["login"]>): Promise<Session> {
        await this.#called("login", who);
        this.held.begin(wholeUser());
        return this.held.required;
    }

    async register(account: NewAccount): Promise<Account> {
        await this.#called("register", [account]);
        const { userName = null, email = null, displayName = null } = account;
        const names = { user_name: userName, email, email_verified: false, display_name: displayName };
        return { id: wholeUser().id, ...names, roles: [], permissions: [], created_at: "2026-01-01T00:00:00Z" };
    }

    async confirm(...proof: Parameters<Client["confirm"]>): Promise<Session> {
        await this.#called("confirm", proof);
        return this.held.confirm();
    }

    async logout(): Promise<SignOutOutcome> {
        // In this browser a sign-out always succeeds; refused, the server does not know of it.
        const revoked = await this.#called("logout", []).then(
            () => true,
            () => false,
        );
        this.held.end("signed_out");
        return { revoked, pending: !revoked };
    }

    async logoutEverywhere(): Promise<{ ended: number }> {
        await this.#called("logoutEverywhere", []);
        this.held.end("signed_out_everywhere");
        return { ended: 1 };
    }

    async getSession(): Promise<Session | null> {
        await this.ready();
        await this.held.usable();
        return this.held.session;
    }

    async refresh(): Promise<Session> {
        this.calls.push({ name: "refresh", arguments: [] });
        return await this.#refreshed();
    }

    async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
        this.calls.push({ name: "fetch", arguments: [input, init] });
        const base = globalThis.document.baseURI;
        const request = new Request(input instanceof Request ? input : new URL(input, base), init);
        for (let attempt: Attempt | null = await this.attempt(request); ;) {
            const response = await this.answer(attempt.request);
            attempt = await attempt.next(response);
            if (!attempt) return response;
        }
    }

    async attach(request: Request): Promise<Request> {
        return (await this.attempt(request)).request;
    }

    shouldAttach(url: string | URL): boolean {
        return this.rules.shouldAttach(url);
    }

    async attempt(request: Request): Promise<Attempt> {
        const plain: Attempt = { request, next: () => Promise.resolve(null) };
        if (!this.shouldAttach(request.url) || request.headers.has("Authorization")) return plain;
        await this.ready();
        this.#moveRefusal();
        const token = await this.held.usable();
        request.signal.throwIfAborted();
        return token === null ? plain : fakeAttempt(this.held, request, token);
    }

    onEvent(...listener: Parameters<Client["onEvent"]>): () => void {
        return this.held.notices.onEvent(...listener);
    }

    decode(token?: string): ReturnType<Client["decode"]> {
        if (token !== undefined) return this.rules.decode(token);
        const { session } = this.held;
        return session && { header: { typ: "at+jwt", alg: "none" }, claims: session.claims };
    }

    async sessions(): Promise<SessionInfo[]> {
        await this.#called("sessions", []);
        const { id } = this.held.required;
        const [created_at, last_seen_at] = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"];
        const device = { name: "Test", browser: null, system: null };
        return [{ id, current: true, device, address: "192.0.2.1", created_at, last_seen_at, end: null }];
    }

    async endSession(id: string): Promise<void> {
        await this.#called("endSession", [id]);
        if (id === this.held.required.id) this.held.end("signed_out");
    }

    close(): void {
        this.held.notices.close();
    }

    /** Notes the call, and refuses it if the test wants that. */
    async #called(name: FakeCall, passed: readonly unknown[]): Promise<void> {
        this.calls.push({ name, arguments: passed });
        const refusal = this.refusals.get(name);
        this.refusals.delete(name);
        // The answer of a server never comes in the same turn.
        await Promise.resolve();
        if (refusal) throw refusal;
    }

    #refreshed(): Promise<Session> {
        this.#moveRefusal();
        return this.held.refresh();
    }

    #moveRefusal(): void {
        this.held.refusal = this.refusals.get("refresh") ?? this.held.refusal;
        this.refusals.delete("refresh");
    }
}

/** The fake of a test. */
export const FAKE_CLIENT = new InjectionToken<FakeClient>("tessera.fakeClient");
