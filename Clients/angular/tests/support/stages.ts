import { TestBed } from "@angular/core/testing";
import { TESSERA_CLIENT } from "@tessera/angular";
import { provideTesseraTesting, TesseraTesting } from "@tessera/angular/testing";
import { type Attempt, type Client, type ClientEvent, createClient, type Session, TesseraError } from "@tessera/client";
import { api, Browser, during, issuer, pass } from "./world";
import { settle } from "./wait";

/** What the API answers to a credential, which is given as `token 1`, `token 2`, … */
export type Answers = (credential: string) => { status: number; headers?: Record<string, string> };

/** A client and what is around it; the same script is played on two of them. */
export abstract class Stage {
    abstract readonly client: Client;
    readonly #events: ClientEvent[] = [];
    readonly #tokens: string[] = [];

    protected watch(client: Client): void {
        client.onEvent(event => this.#events.push(event));
    }

    abstract login(): Promise<unknown>;
    abstract refusedLogin(): Promise<unknown>;
    abstract failedRefresh(): Promise<unknown>;
    abstract refusedRefresh(cause: string): Promise<unknown>;
    abstract refusedOnSend(url: string, cause: string): Promise<unknown>;
    abstract during<Value>(work: Promise<Value>): Promise<Value>;
    abstract rest(): Promise<void>;

    /** Sends as the interceptor does; gives the credentials of each sending and the last status. */
    async send(url: string, answers: Answers, headers: HeadersInit = {}): Promise<unknown> {
        const sent: string[] = [];
        for (let attempt: Attempt | null = await this.client.attempt(new Request(url, { headers })); ;) {
            const credential = this.#name(attempt.request.headers.get("Authorization"));
            sent.push(`${credential}, redirect ${attempt.request.redirect}`);
            const { status, headers } = answers(credential);
            attempt = await attempt.next(new Response(null, { status, headers: headers ?? {} }));
            if (!attempt) return { sent, status };
        }
    }

    /** Sends several at once, which all meet a 401 with the token that there is. */
    async storm(url: string, count: number): Promise<unknown> {
        const before = this.#tokens.length;
        const answers: Answers = credential => ({ status: credential === `token ${String(before)}` ? 401 : 200 });
        return await Promise.all(Array.from({ length: count }, () => this.send(url, answers)));
    }

    /** The outcome of `work`: a session without what is by chance, or an error's class and code. */
    async outcome(work: Promise<unknown>): Promise<unknown> {
        try {
            const value = await work;
            return value === undefined ? "done" : described(value as Session);
        } catch (error) {
            if (!(error instanceof TesseraError)) throw error;
            return error.class;
        }
    }

    state(): unknown {
        const state = this.client.state.value;
        return state.status === "signedIn" ? { ...state, session: described(state.session) } : state;
    }

    newEvents(): unknown[] {
        return this.#events.splice(0).map(event => {
            if (event.kind === "signedIn") return { ...event, session: described(event.session) };
            if (event.kind === "refreshFailed") return { kind: event.kind, class: event.error.class };
            return event.kind === "stepUp" ? { ...event, error: `${event.error.class} ${event.error.code}` } : event;
        });
    }

    #name(credential: string | null): string {
        const token = /^Bearer (.+)$/.exec(credential ?? "")?.[1];
        if (token === undefined) return credential ?? "none";
        if (!this.#tokens.includes(token)) this.#tokens.push(token);
        return `token ${String(this.#tokens.indexOf(token) + 1)}`;
    }
}

function described({ generation, scope, roles, bound }: Session): unknown {
    return { generation, scope, roles, bound };
}

/** How the real stage's server refuses a refresh, with its sentence. */
const refusal = (cause: string) =>
    new TesseraError("rejected", "invalid_grant", "refused: invalid_grant", { cause, status: 400 });

const ada = { identifier: "ada", password: "right" };

/** The real client, in its own virtual world. */
export class RealStage extends Stage {
    readonly browser = new Browser();
    readonly client = createClient({
        issuer,
        api: [api],
        mode: "token",
        storage: "local",
        environment: this.browser.open().environment,
    });

    constructor() {
        super();
        this.watch(this.client);
    }

    login(): Promise<unknown> {
        return this.outcome(this.client.login(ada));
    }

    refusedLogin(): Promise<unknown> {
        return this.client.login({ ...ada, password: "wrong" });
    }

    failedRefresh(): Promise<unknown> {
        this.browser.network.intercept = ({ url }) =>
            new URL(url).pathname === "/auth/refresh" ? { status: 503, headers: {}, body: "{}" } : null;
        return this.client.refresh();
    }

    refusedRefresh(cause: string): Promise<unknown> {
        const state = this.client.state.value;
        if (state.status === "signedIn") this.browser.server.end(state.session.id, cause);
        return this.client.refresh();
    }

    refusedOnSend(url: string, cause: string): Promise<unknown> {
        const state = this.client.state.value;
        if (state.status === "signedIn") this.browser.server.end(state.session.id, cause);
        return this.send(url, () => ({ status: 401 }));
    }

    during<Value>(work: Promise<Value>): Promise<Value> {
        return during(this.browser, work);
    }

    async rest(): Promise<void> {
        await pass(this.browser, 100);
        this.browser.network.intercept = () => null;
    }
}

/** The fake of the testing entry. */
export class FakeStage extends Stage {
    readonly testing: TesseraTesting;
    readonly client: Client;

    constructor() {
        super();
        TestBed.configureTestingModule({ providers: [provideTesseraTesting({ issuer, api: [api] })] });
        const client = TestBed.inject(TESSERA_CLIENT);
        if (!client) throw new Error("There is no client.");
        this.client = client;
        this.testing = TestBed.inject(TesseraTesting);
        this.watch(client);
    }

    login(): Promise<unknown> {
        // The person of the real stage's server.
        this.testing.signIn({ id: "user-ada", scope: ["a", "b"] });
        const state = this.client.state.value;
        return this.outcome(
            state.status === "signedIn" ? Promise.resolve(state.session) : Promise.reject(new Error("not signed in")),
        );
    }

    refusedLogin(): Promise<unknown> {
        this.testing.refuseNext("login", new TesseraError("refused", "invalid_credentials", ""));
        return this.client.login({ ...ada, password: "wrong" });
    }

    failedRefresh(): Promise<unknown> {
        this.testing.refuseNext("refresh", new TesseraError("transient", "unavailable", ""));
        return this.client.refresh();
    }

    refusedRefresh(cause: string): Promise<unknown> {
        this.testing.refuseNext("refresh", refusal(cause));
        return this.client.refresh();
    }

    refusedOnSend(url: string, cause: string): Promise<unknown> {
        this.testing.refuseNext("refresh", refusal(cause));
        return this.send(url, () => ({ status: 401 }));
    }

    during<Value>(work: Promise<Value>): Promise<Value> {
        return work;
    }

    rest(): Promise<void> {
        return settle();
    }
}
