import { errorOf } from "../errors/classify.ts";
import { type Pause, pauseAfter, pauseLeft } from "../retry/backoff.ts";
import { type Answer, tokensOf } from "../server/answer.ts";
import type { Call } from "../server/server.ts";
import { askCookie, attemptHeader } from "./ledger.ts";
import type { Rotation } from "./rotation.ts";
import type { Tab } from "./tab.ts";

/** A sign-out is not given up. */
const never: AbortSignal = new AbortController().signal;

/** What came of a sign-out. In this browser it has always succeeded. */
export interface SignOutOutcome {
    /** Whether the server has confirmed that the session is over. */
    readonly revoked: boolean;
    /** Whether the server will be told again later. */
    readonly pending: boolean;
}

/**
 * The sign-out, and telling the server of it until it has heard.
 *
 * Token mode: the refresh token is out of the storage at once, and stays in this page's memory until the server has
 * confirmed. Cookie mode: no script can delete the cookie, so the ledger notes the sign-out, and no tab and no later page
 * refreshes by that cookie before the server has confirmed.
 */
export class Revocation {
    readonly #tab: Tab;
    readonly #rotation: Rotation;
    /** The calls that the server has not answered, in token mode. */
    #unsent: Call[] = [];
    #pause: Pause | null = null;
    #cancelTimer: () => void = () => {};

    constructor(tab: Tab, rotation: Rotation) {
        this.#tab = tab;
        this.#rotation = rotation;
    }

    /** Signs out here and in the other tabs, then tells the server. */
    async signOut(): Promise<SignOutOutcome> {
        const tab = this.#tab;
        const { cookie } = tab.settings;
        const { session, tokens } = tab.ledger.read();
        if (!session && (tab.settings.inert || tab.status === "signedOut")) return { revoked: true, pending: false };
        this.#rotation.cancel();
        const call: Call = cookie ? { cookie } : { body: { refresh_token: tokens?.refresh ?? "" } };
        // The wildcard: it was not known yet whose cookie it is.
        tab.endEverywhere("signed_out", cookie ? session ?? "*" : null);
        if (!cookie && !tokens) return { revoked: true, pending: false };
        const { epoch } = tab.ledger.read();
        // What has happened is told before the lock is asked for.
        await null;
        // The cookie is that session's only until somebody signs in, and the answer deletes whichever there is.
        const mayStart = () => !cookie || tab.ledger.read().epoch === epoch;
        const send = () => tab.server.post("/auth/logout", { ...call, keepalive: true, mayStart });
        const answer = await (cookie ? tab.alone(never, send) : send());
        const { revoked, pending } = outcomeOf(answer);
        if (pending && !cookie) this.#unsent.push(call);
        if (!pending && cookie && tab.ledger.read().epoch === epoch) tab.ledger.amend({ revoking: null });
        if (pending) this.#retryLater(answer);
        return { revoked, pending };
    }

    /** Tells the server, in the background, that a session is over which this page has left. */
    async give(call: Call): Promise<void> {
        const answer = await this.#tab.server.post("/auth/logout", { ...call, keepalive: true });
        if (!outcomeOf(answer).pending) return;
        this.#unsent.push(call);
        this.#retryLater(answer);
    }

    /** Tries what is still to be told. */
    async settle(): Promise<void> {
        this.#cancelTimer();
        const calls = this.#unsent;
        this.#unsent = [];
        for (const call of calls) await this.give(call);
        if (this.#tab.ledger.read().revoking) await this.#tab.alone(never, () => this.settleCookie());
    }

    /** A network has come: what we decided to wait is over, what the server asked for is not. */
    online(): void {
        if (!this.#pause?.ordered) this.#pause = null;
        if (this.isPending) this.#plan();
    }

    /** Whether the server has still to be told. */
    get isPending(): boolean {
        return this.#unsent.length > 0 || this.#tab.ledger.read().revoking !== null;
    }

    close(): void {
        this.#cancelTimer();
    }

    /**
     * Sees to a sign-out that is only noted; for whoever has the lock.
     *
     * Asks first whose cookie it is by now: somebody may have signed in on the login service's own page since.
     * The tokens of that answer end the session that they are of, and no other.
     */
    async settleCookie(): Promise<void> {
        const tab = this.#tab;
        let ledger = tab.ledger.read();
        if (!ledger.revoking) return;
        if (!ledger.attempt) {
            ledger = { ...ledger, attempt: tab.settings.environment.uuid() };
            tab.ledger.write(ledger);
        }
        const isCurrent = () => !this.#tab.isClosed && tab.ledger.read().epoch === ledger.epoch;
        const headers = { "Tessera-Attempt": attemptHeader(ledger) };
        const answer = await tab.server.post(askCookie, { cookie: true, headers, mayStart: isCurrent });
        if (!isCurrent()) return;
        const tokens = tokensOf(answer);
        let last = answer;
        if (tokens && ledger.revoking !== "*" && tokens.session !== ledger.revoking) {
            tab.receive(tokens, ledger);
            return;
        }
        if (tokens) {
            tab.ledger.amend({ attempt: null });
            const authorization = { Authorization: `Bearer ${tokens.access}` };
            last = await tab.server.post("/auth/logout", { headers: authorization, keepalive: true });
            if (!isCurrent()) return;
        }
        // 401: the machine slept, and the token is too old already.
        if (outcomeOf(last).pending || last.status === 401) this.#retryLater(last);
        else tab.ledger.amend({ revoking: null, attempt: null });
    }

    #retryLater(answer: Answer): void {
        const { environment } = this.#tab.settings;
        this.#pause = pauseAfter(this.#pause, answer.retryAfter, environment.now(), environment.random());
        this.#plan();
    }

    #plan(): void {
        const { environment } = this.#tab.settings;
        this.#cancelTimer();
        // Without a network the next try comes when there is one.
        if (this.#tab.isClosed || !environment.page.isOnline()) return;
        const delay = Math.max(1, Math.ceil(pauseLeft(this.#pause, environment.now())));
        this.#cancelTimer = environment.setTimer(() => void this.settle(), delay);
    }
}

/** Whether an answer settles a sign-out. A session or a cookie that is not there any more is as good as signed out. */
function outcomeOf(answer: Answer): SignOutOutcome {
    if (answer.status === 204 && answer.isMarked) return { revoked: true, pending: false };
    // Somebody has signed in since, and has told the server of this one before.
    if (answer.failure === "cancelled") return { revoked: false, pending: false };
    const { class: errorClass } = errorOf(answer, false);
    return { revoked: errorClass === "refused", pending: errorClass === "transient" };
}
