import type { Account, Credentials, NewAccount, Proof, SessionInfo } from "./account/documents.ts";
import { confirm } from "./account/confirm.ts";
import { readDocument, register } from "./account/calls.ts";
import { signIn } from "./account/sign-in.ts";
import { Attach } from "./attach/attach.ts";
import type { Attempt } from "./attach/attempt.ts";
import { type ClientOptions, settingsOf } from "./options.ts";
import { Server } from "./server/server.ts";
import { accessToken } from "./session/access.ts";
import { type DecodedToken, decodeToken } from "./session/decode.ts";
import { LedgerStore } from "./session/ledger.ts";
import { Life } from "./session/life.ts";
import { type ClientEvent, Notices, type Readable } from "./session/notices.ts";
import { Revocation, type SignOutOutcome } from "./session/revocation.ts";
import { cancelled, Rotation } from "./session/rotation.ts";
import { Schedule } from "./session/schedule.ts";
import { type Session, sessionOf, type State } from "./session/session.ts";
import { Tab } from "./session/tab.ts";
import { Tabs } from "./tabs/tabs.ts";

/** `ready` waits no longer, in milliseconds. */
const readyLimit = 10_000;

/**
 * Holds the session of this tab: signs in and out, keeps the access token fresh, and puts it on the requests that may carry
 * it. No method gives a token away.
 */
export interface Client {
    /** What is known of the session. */
    readonly state: Readable<State>;
    /** The state once it is known; after ten seconds whatever it is by then. */
    ready(): Promise<State>;
    /**
     * Signs in.
     *
     * @throws {@link TesseraError} `refused` (such as `invalid_credentials`), `transient`, `configuration`, `cancelled`.
     */
    login(credentials: Credentials): Promise<Session>;
    /**
     * Proves that the person who is signed in is here, before something that wants it. The session goes on, with a sign-in of this
     * moment (`Session.signedInFor`); its `id` may be another one afterwards.
     *
     * @throws {@link TesseraError} like `login`; `refused` with `wrong_password` and the field `password`, or with `other_account` when
     *     another tab has signed in as another person; `cancelled` without a session.
     */
    confirm(proof: Proof): Promise<Session>;
    /**
     * Makes an account. It does not sign in.
     *
     * @throws {@link TesseraError} `refused`, with `field`, or `transient`.
     */
    register(account: NewAccount): Promise<Account>;
    /** Signs out. In this browser that always succeeds, without a network too; the outcome tells what the server knows. */
    logout(): Promise<SignOutOutcome>;
    /**
     * Ends every session of the account, this one too.
     *
     * @throws {@link TesseraError} when the server did not confirm it; then nothing has changed here.
     */
    logoutEverywhere(): Promise<{ ended: number }>;
    /**
     * The session with an access token that can be used, refreshed when it is due.
     *
     * @returns null when nobody is signed in.
     * @throws {@link TesseraError} `transient` or `configuration` when there is a session and no usable token.
     */
    getSession(): Promise<Session | null>;
    /**
     * Refreshes now; calls at the same time share one refresh.
     *
     * @throws {@link TesseraError} of any class; `rejected` when the session is over.
     */
    refresh(): Promise<Session>;
    /**
     * `fetch`, with the access token where it belongs. A 401 leads to one refresh and one retry. The credential follows no
     * redirect: a redirected request fails like a broken network.
     *
     * @throws {@link TesseraError} like `getSession`, and what `fetch` throws.
     */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
    /** `request` with the access token, or itself when it may have none, has an `Authorization`, or nobody is signed in. */
    attach(request: Request): Promise<Request>;
    /** Whether a request to `url` may carry the token. */
    shouldAttach(url: string | URL): boolean;
    /**
     * For adapters that send by themselves: `request` with the access token, and what an answer to it asks for. `fetch` goes the
     * same way. A `request` without a body will do where a body can be written again; one with a body is kept for the repeat.
     *
     * @throws {@link TesseraError} like `getSession`, and the reason of `request.signal` when it ends the wait.
     */
    attempt(request: Request): Promise<Attempt>;
    /** Calls `listener` with everything that happens. Returns what stops it. */
    onEvent(listener: (event: ClientEvent) => void): () => void;
    /** Takes a token apart, by default this session's access token. **Not verification.** */
    decode(token?: string): DecodedToken | null;
    /** The account's sessions, living and ended. */
    sessions(): Promise<SessionInfo[]>;
    /** Ends one of the account's sessions. */
    endSession(id: string): Promise<void>;
    /**
     * Ends this client: its timers and listeners, and what is in flight (`cancelled`). It writes and tells nothing more, but a
     * sign-out that is on its way still gets to the server. The session goes on.
     */
    close(): void;
}

/**
 * Makes a client. It begins at once to find out whether somebody is signed in.
 *
 * @throws {@link TesseraError} `configuration` when an option is wrong.
 */
export function createClient(options: ClientOptions): Client {
    const settings = settingsOf(options);
    const { environment, namespace, storage, inert } = settings;
    const store = storage === "memory" ? null : environment.storage(storage);
    const ledger = new LedgerStore(store, `${namespace}.session`);
    const notices = new Notices();
    const tab = new Tab(settings, ledger, notices, new Server(settings), () => tabs);
    const tabs = new Tabs(settings, message => tab.hear(message));
    const rotation = new Rotation(tab);
    const revocation = new Revocation(tab, rotation);
    const schedule = new Schedule(tab, rotation);
    const attach = new Attach(tab, rotation);
    const life = new Life(tab, rotation, revocation, schedule);
    // What has happened is told before the lock is asked for.
    tab.onStray = () => queueMicrotask(() => void revocation.settle());
    tab.onChange = () => schedule.plan();

    const session = () => tab.held && sessionOf(tab.held, tab.now);
    const signedIn = () => {
        const now = session();
        if (!now) throw cancelled();
        return now;
    };
    const ownFetch: Client["fetch"] = (path, init) => attach.fetch(settings.issuer + path, init);

    const client: Client = {
        state: notices.state,
        async ready() {
            const { over, end } = tab.wait(inert ? 0 : readyLimit);
            const stop = notices.state.subscribe(({ status }) => {
                if (status !== "unknown") end();
            });
            await over;
            stop();
            return notices.state.value;
        },
        async login(credentials) {
            await signIn(tab, rotation, revocation, credentials);
            return signedIn();
        },
        async confirm(proof) {
            const { subject } = signedIn();
            const me = await readDocument(await ownFetch("/auth/me"));
            await confirm(tab, rotation, revocation, subject, me, proof);
            return signedIn();
        },
        register: account => register(tab.server, account),
        logout: () => revocation.signOut(),
        async logoutEverywhere() {
            const response = await ownFetch("/auth/logout-everywhere", { method: "POST" });
            const { ended } = await readDocument(response, ({ ended }) => typeof ended === "number");
            rotation.cancel();
            tab.endEverywhere("signed_out_everywhere");
            return { ended: ended as number };
        },
        getSession: async () => (await accessToken(tab, rotation)) && session(),
        async refresh() {
            await rotation.refresh(true);
            return signedIn();
        },
        fetch: (input, init) => attach.fetch(input, init),
        attach: async request => (await attach.attempt(request, false)).request,
        attempt: request => attach.attempt(request),
        shouldAttach: url => attach.shouldAttach(url),
        onEvent: listener => notices.onEvent(listener),
        decode: token => decodeToken(token ?? tab.held?.access ?? ""),
        async sessions() {
            const response = await ownFetch("/auth/sessions");
            const { sessions } = await readDocument(response, ({ sessions }) => Array.isArray(sessions));
            return sessions as SessionInfo[];
        },
        async endSession(id) {
            await readDocument(await ownFetch(`/auth/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }));
            if (id !== tab.held?.session) return;
            rotation.cancel();
            tab.endEverywhere("signed_out");
        },
        close() {
            tab.close();
            rotation.cancel();
            life.close();
            tabs.close();
        },
    };
    // After this turn, so that listeners set right after this call hear everything.
    queueMicrotask(() => void life.begin());
    return client;
}
