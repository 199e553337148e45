import { errorOf } from "../errors/classify.ts";
import { TesseraError } from "../errors/tessera-error.ts";
import { pauseAfter } from "../retry/backoff.ts";
import { type Answer, tokensOf } from "../server/answer.ts";
import { askCookie, attemptHeader, type Ledger } from "./ledger.ts";
import type { SignedOutCause } from "./session.ts";
import type { Tab } from "./tab.ts";

/**
 * The refresh: one at a time in this tab, and one at a time among tabs as far as a lock can do that.
 *
 * Before a refresh is sent, its attempt id stands in the ledger, and it stays there until an answer has been taken. So
 * whoever repeats it (this tab after a lost answer, the next page after a crash, another tab after a time-out) repeats the
 * *same* attempt, and the server gives the same successor.
 */
export class Rotation {
    readonly #tab: Tab;
    #flight: Promise<void> | null = null;
    #stop = new AbortController();
    /** Whether somebody in this flight cannot go on with the token that there is. */
    #urgent = false;

    constructor(tab: Tab) {
        this.#tab = tab;
    }

    /**
     * Renews the tokens; whoever calls while it is on its way gets the same outcome.
     *
     * @param urgent the token that there is has been refused, so a refusal of the refresh ends the session at once. Otherwise
     *     the access token is used to its end.
     * @throws {@link TesseraError}
     */
    refresh(urgent: boolean): Promise<void> {
        this.#urgent ||= urgent;
        return this.#flight ??= this.#tab.notices.quietly(async () => {
            try {
                await this.#run();
            } finally {
                this.#flight = null;
                this.#urgent = false;
                // What is due next was not planned while this was on its way.
                this.#tab.onChange();
            }
        });
    }

    /** Whether a refresh is on its way. */
    get isBusy(): boolean {
        return this.#flight !== null;
    }

    /**
     * Ends the refresh that is on its way: the session has changed under it.
     *
     * @returns a signal that comes when the session changes the next time; it has come already when the client is closed.
     */
    cancel(): AbortSignal {
        this.#stop.abort();
        if (!this.#tab.isClosed) this.#stop = new AbortController();
        return this.#stop.signal;
    }

    async #run(): Promise<void> {
        const tab = this.#tab;
        const { environment } = tab.settings;
        const { signal } = this.#stop;
        tab.look();
        const start = tab.ledger.read();
        try {
            if (!tab.isOwn || start.revoking || (!start.session && !tab.settings.cookie)) throw cancelled();
            if (start.cause && start.session) throw new TesseraError("rejected", "refused", "", { cause: start.cause });
            if (!environment.page.isOnline()) throw new TesseraError("transient", "offline", "There is no network.");
            this.#keepPause();
            const body = () => this.#rotate(start, signal).catch(error => this.#beginPause(start, signal, error));
            await tab.alone(signal, body);
        } catch (error) {
            throw this.#failed(start, signal.aborted || !(error instanceof TesseraError) ? cancelled() : error);
        }
    }

    async #rotate(start: Ledger, signal: AbortSignal): Promise<void> {
        const tab = this.#tab;
        const { cookie, binding, environment } = tab.settings;
        let sent = tab.ledger.read();
        if (sent.epoch !== start.epoch) throw cancelled();
        if (sent.generation > start.generation && !cookie) {
            tab.look();
            return;
        }
        // The tab that had the lock until now may have been told to wait.
        this.#keepPause();
        if (!sent.attempt) {
            sent = { ...sent, attempt: environment.uuid() };
            tab.ledger.write(sent);
        }
        const isCurrent = (now: Ledger) =>
            now.epoch === sent.epoch && now.generation === sent.generation && now.attempt === sent.attempt;
        const answer: Answer = await tab.server.post(cookie ? askCookie : "/auth/refresh", {
            body: sent.tokens ? { refresh_token: sent.tokens.refresh } : undefined,
            headers: { "Tessera-Attempt": attemptHeader(sent) },
            cookie,
            proof: true,
            signal,
            mayStart: () => isCurrent(tab.ledger.read()),
        });
        if (signal.aborted) throw cancelled();
        // Another tab was quicker before anything was sent.
        if (answer.failure === "cancelled") return await this.#rotate(start, signal);
        const tokens = tokensOf(answer);
        if (!tokens || (!cookie && !tokens.refresh) || (binding && tokens.type !== "DPoP")) {
            const error = errorOf(answer, true);
            // Steps were made with this attempt that nobody here has seen: by a copy of the store. A new attempt lets the server
            // see two parties.
            if (error.code === "superseded" && isCurrent(tab.ledger.read())) tab.ledger.amend({ attempt: null, made: null });
            throw error;
        }
        if (tokens.session === sent.replaced) {
            // An answer from before the sign-in came after it, and its cookie is of whoever was here before.
            tab.endEverywhere("other_user", tokens.session);
            tab.onStray();
            throw cancelled();
        }
        if (!tab.receive(tokens, sent)) throw cancelled();
    }

    #keepPause(): void {
        const wait = this.#tab.pauseLeft() / 1000;
        if (wait > 0) throw new TesseraError("transient", "paused", "Too early to try again.", { retryAfter: wait });
    }

    /** Notes a failure while the lock is still held, so that the tab that has it next finds the pause. */
    #beginPause(start: Ledger, signal: AbortSignal, error: unknown): never {
        const { ledger, settings: { environment } } = this.#tab;
        const { epoch, pause } = ledger.read();
        const isOver = signal.aborted || epoch !== start.epoch;
        const counts = error instanceof TesseraError && !/cancelled|rejected/.test(error.class) && error.code !== "paused";
        if (counts && !isOver) {
            ledger.amend({ pause: pauseAfter(pause, error.retryAfter, environment.now(), environment.random()) });
        }
        throw error;
    }

    /** What a failure changes; returns the error to throw. */
    #failed(start: Ledger, error: TesseraError): TesseraError {
        const tab = this.#tab;
        tab.look();
        const ledger = tab.ledger.read();
        if (error.class === "cancelled" || ledger.epoch !== start.epoch) {
            if (tab.isOwn && !ledger.session && tab.status === "unknown") tab.end(null);
            return error.class === "rejected" ? cancelled() : error;
        }
        if (error.class === "rejected") {
            this.#refused(error, ledger);
            return error;
        }
        tab.show();
        // Nothing was tried, so nothing is told.
        if (error.code === "paused" || error.code === "offline") return error;
        tab.notices.emit({ kind: "refreshFailed", error, retryIn: tab.pauseLeft() });
        return error;
    }

    #refused(error: TesseraError, ledger: Ledger): void {
        const tab = this.#tab;
        if (!this.#urgent && tab.remaining > 0) {
            if (ledger.cause) return;
            tab.ledger.amend({ cause: causeOf(error), detail: error.message });
            tab.notices.emit({ kind: "refreshFailed", error, retryIn: null });
        } else if (ledger.session) {
            tab.endEverywhere(causeOf(error), null, error.message);
        } else {
            // Nobody was signed in, and now that is known. The attempt stays: another tab may have sent it already.
            tab.ledger.amend({ pause: null });
            tab.end(null);
        }
    }
}

/** Why a session is over when the server refuses its refresh. */
function causeOf(error: TesseraError): SignedOutCause {
    return error.cause ?? (error.code === "invalid_request" ? "expired" : error.code);
}

/** The session changed while something was on its way. */
export function cancelled(): TesseraError {
    return new TesseraError("cancelled", "cancelled", "The session has changed meanwhile.");
}
