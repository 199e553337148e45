import type { Settings } from "../options.ts";
import type { Pause } from "../retry/backoff.ts";
import type { TokenAnswer } from "../server/answer.ts";
import type { Server } from "../server/server.ts";
import { exclusively } from "../tabs/lock.ts";
import type { TabMessage, Tabs } from "../tabs/tabs.ts";
import { decodeToken } from "./decode.ts";
import { adoptedAge, age, type Lifespan, type Moment, remaining } from "./freshness.ts";
import { emptyLedger, type Ledger, type LedgerStore } from "./ledger.ts";
import type { Notices } from "./notices.ts";
import { type Held, sessionOf, type SignedOutCause } from "./session.ts";

/** What this tab holds and shows, kept in step with the ledger. Sends nothing to the server. */
export class Tab {
    /** The access token of this tab; null when it has none. */
    held: Held | null = null;
    /** Called after each change that may change what is due. */
    onChange: () => void = () => {};
    /** Called when a session has come to light that should be over. */
    onStray: () => void = () => {};
    /** Whether the storage is this tab's to use; not before it has claimed a storage that may have been copied. */
    isOwn: boolean;
    /** Whether an unconfirmed sign-out of an earlier page has been seen to. */
    hasBegun = false;
    readonly #closing = new AbortController();
    /** When the ledger was last looked at. */
    #looked: Lifespan | undefined;
    /** How long ago that was, at the last look but one. */
    #sinceLook: number | undefined;
    /** The pause that was seen, and when it ends on the monotonic clock. */
    #pause: (Pause & { readonly until: number }) | null = null;
    /** Whether the application knows already that nobody is signed in. */
    #hasToldEnd = false;

    constructor(
        readonly settings: Settings,
        readonly ledger: LedgerStore,
        readonly notices: Notices,
        readonly server: Server,
        readonly tabs: () => Tabs,
    ) {
        this.isOwn = settings.storage !== "session" && !settings.inert;
    }

    get status(): "unknown" | "signedOut" | "signedIn" {
        return this.notices.state.value.status;
    }

    get isClosed(): boolean {
        return this.#closing.signal.aborted;
    }

    /** From now on this tab writes and tells nothing: the storage and the listeners are not its own any more. */
    close(): void {
        this.isOwn = false;
        this.notices.close();
        this.#closing.abort();
    }

    /** `over` comes after `milliseconds`, at `end()`, or when the client is closed. */
    wait(milliseconds: number): { over: Promise<void>; end: () => void } {
        const { signal } = this.#closing;
        let end = () => {};
        const over = new Promise<void>(resolve => {
            end = () => {
                cancelTimer();
                signal.removeEventListener("abort", end);
                resolve();
            };
            const cancelTimer = this.settings.environment.setTimer(end, signal.aborted ? 0 : milliseconds);
            signal.addEventListener("abort", end);
        });
        return { over, end };
    }

    /** Milliseconds that the access token lives; 0 or less without one. */
    get remaining(): number {
        return this.held ? remaining(this.held, this.now()) : 0;
    }

    /**
     * Milliseconds until the login service may be asked again.
     *
     * The pause was noted with some tab's wall clock; from the moment at which it was seen here, this tab's own clock counts.
     */
    pauseLeft(): number {
        const { pause } = this.ledger.read();
        const { monotonic, wall } = this.now();
        if (pause?.since !== this.#pause?.since || pause?.wait !== this.#pause?.wait) {
            const passed = pause ? adoptedAge(pause.since, wall, this.#sinceLook ?? Infinity) : 0;
            this.#pause = pause && { ...pause, until: monotonic + pause.wait - passed };
        }
        return this.#pause ? Math.max(0, this.#pause.until - monotonic) : 0;
    }

    now = (): Moment => {
        const { environment } = this.settings;
        return { monotonic: environment.monotonic(), wall: environment.now() };
    };

    /**
     * Runs `body` as the only tab of this session, as far as that can be had; see {@link exclusively}. Nothing is told meanwhile.
     *
     * @param signal ends the wait.
     * @param body gets what tells whether its turn has been taken from it, as while this tab was frozen.
     */
    alone<Result>(signal: AbortSignal, body: (isMine: () => boolean) => Promise<Result>): Promise<Result> {
        const { environment, namespace, shared } = this.settings;
        const { ledger } = this;
        const turn = () => JSON.stringify(ledger.read());
        const own = environment.uuid();
        let hasTurn = false;
        const takeTurn = () => {
            hasTurn = true;
            ledger.amend({ turn: own });
        };
        // Who goes without a lock has no turn that could be taken.
        const run = () => body(() => !hasTurn || ledger.read().turn === own);
        return this.notices.quietly(() =>
            shared ? exclusively(environment, `${namespace}.refresh`, signal, turn, takeTurn, run) : run()
        );
    }

    /**
     * A request has been answered, so there is a network again, and a pause that we decided on need not be waited for.
     *
     * @param isIssuer whether the login service itself answered. Else it may still be away: then one try is made, and no more.
     */
    endPause(isIssuer: boolean): void {
        const { pause } = this.ledger.read();
        if (!pause || pause.ordered || !pause.wait || (pause.tried && !isIssuer)) return;
        this.ledger.amend({ pause: { ...pause, wait: 0, tried: true } });
        this.onChange();
    }

    /** Takes over what other tabs have done since the last look. Cheap enough to be asked before each use of the token. */
    look(): void {
        if (!this.isOwn) return;
        const ledger = this.ledger.read();
        const now = this.now();
        const sinceLook = this.#sinceLook = this.#looked && age(this.#looked, now);
        this.#looked = { lifetime: 0, receivedMonotonic: now.monotonic, receivedWall: now.wall };
        const { held } = this;
        const { epoch, session, tokens, generation } = ledger;
        const { cookie } = this.settings;
        if (held && epoch !== held.epoch && session && ledger.keeps && ledger.replaced === held.session) {
            // The person has proved to be that person in another tab. What this one holds is of the session that was replaced.
            this.held = { ...held, epoch, session, generation: tokens ? -1 : generation, lifetime: 0 };
        } else if (held && !epoch) {
            // Nothing of ours leaves it empty. The cookie may have stayed; what is shown as signed out has to be.
            this.endEverywhere("storage_cleared", cookie ? held.session : null);
            this.onStray();
        } else if (held && epoch !== held.epoch) {
            const own = ledger.session ? "" : ledger.cause ?? "";
            const cause = ledger.session && ledger.subject !== held.subject ? "other_user" : "other_tab";
            this.end(own && own !== "signed_out" ? own : cause, ledger.detail);
        }
        if (!ledger.session) {
            // Another tab signed out before this one knew who was there.
            if (ledger.revoking && this.hasBegun && this.status === "unknown") this.end(null);
        } else if (ledger.tokens) {
            if (!this.held || ledger.generation > this.held.generation) {
                this.#adopt(ledger, adoptedAge(ledger.tokens.receivedWall, now.wall, sinceLook));
            }
        } else if (!this.held) {
            // Another tab signed in. Its access token stays in its memory; this tab asks for its own when it is due.
            if (this.status === "signedOut" && !ledger.cause) this.notices.setState({ status: "unknown" });
        } else if (ledger.generation > this.held.generation) {
            this.#hold({ ...this.held, generation: ledger.generation }, "other");
        }
        // A refused session lives as long as its last access token.
        if (ledger.session && ledger.cause && this.held && this.remaining <= 0) {
            this.endEverywhere(ledger.cause, null, ledger.detail);
        }
        this.onChange();
    }

    /** What a message of another tab changes. */
    hear(message: TabMessage): void {
        if (!this.ledger.isStored && message.kind !== "refreshed") {
            // There is no shared ledger, so this tab cannot see who signed in: what it held is not to be trusted.
            this.ledger.write({ ...emptyLedger, epoch: this.settings.environment.uuid() });
            if (this.held) this.end("other_tab");
            if (message.kind === "signedIn") this.notices.setState({ status: "unknown" });
        }
        this.look();
        this.onChange();
    }

    /**
     * Takes an answer of the login service into the ledger and into this tab.
     *
     * @param sent the ledger as it was when the request went out. When its epoch has passed, the answer is dropped.
     * @param signIn whether a person has just signed in.
     * @param keeps whether that was the person who was here before, and the application's session goes on.
     * @returns whether it was taken.
     */
    receive(tokens: TokenAnswer, sent: Ledger, signIn = false, keeps = false): boolean {
        const { environment, cookie } = this.settings;
        const ledger = this.ledger.read();
        if (ledger.epoch !== sent.epoch) return false;
        const subject = decodeToken(tokens.access)?.claims.sub ?? "";
        const now = this.now();
        const isOther = signIn || !ledger.session || ledger.session !== tokens.session;
        const epoch = isOther ? environment.uuid() : ledger.epoch;
        if (isOther && !keeps && this.held) this.end(signIn ? "signed_out" : this.held.subject === subject ? "other_tab" : "other_user");
        if (isOther || tokens.generation > ledger.generation) {
            this.ledger.write({
                ...emptyLedger,
                epoch,
                session: tokens.session,
                subject,
                generation: tokens.generation,
                made: signIn ? null : sent.attempt,
                replaced: signIn ? ledger.session : isOther ? null : ledger.replaced,
                keeps: keeps || (!isOther && ledger.keeps),
                tokens: cookie ? null : {
                    access: tokens.access,
                    type: tokens.type,
                    refresh: tokens.refresh ?? "",
                    lifetime: tokens.lifetime,
                    receivedWall: now.wall,
                },
            });
            this.tabs().tell(signIn ? "signedIn" : "refreshed", tokens.generation);
        } else if (!cookie && tokens.generation < ledger.generation) {
            this.look();
            return true;
        }
        const { session, access, type, lifetime } = tokens;
        const generation = Math.max(tokens.generation, isOther ? 0 : ledger.generation);
        const times = { lifetime, receivedMonotonic: now.monotonic, receivedWall: now.wall };
        this.#hold({ epoch, session, subject, generation, access, type, ...times }, "this", now.wall);
        return true;
    }

    /** Shows what is held, anew if something about it has changed. */
    show(): void {
        const { held } = this;
        if (!held) return;
        const state = this.notices.state.value;
        const stale = this.remaining <= 0;
        const shown = state.status === "signedIn" ? state.session : null;
        const isSame = shown?.id === held.session && shown.generation === held.generation;
        if (state.status === "signedIn" && state.stale === stale && isSame) return;
        const session = sessionOf(held, this.now);
        this.notices.setState({ status: "signedIn", session, stale });
        if (state.status === "signedIn") return;
        this.#hasToldEnd = false;
        this.notices.emit({ kind: "signedIn", session });
    }

    /** Forgets the session in this tab; tells once, if there was one. */
    end(cause: SignedOutCause | null, detail: string | null = null): void {
        this.held = null;
        if (this.status === "signedOut") return;
        this.notices.setState({ status: "signedOut", cause });
        if (cause && !this.#hasToldEnd) {
            this.#hasToldEnd = true;
            this.notices.emit({ kind: "signedOut", cause, detail });
        }
        this.onChange();
    }

    /** Ends the session for every tab. */
    endEverywhere(cause: SignedOutCause, revoking: string | null = null, detail: string | null = null): void {
        const epoch = this.settings.environment.uuid();
        // A refresh by that cookie may still be on its way; whoever asks by it again repeats the same attempt.
        const { attempt, made } = revoking ? this.ledger.read() : emptyLedger;
        this.ledger.write({ ...emptyLedger, epoch, cause, detail, revoking, attempt, made });
        this.end(cause, detail);
        this.tabs().tell("signedOut", 0);
    }

    #adopt(ledger: Ledger, tokenAge: number): void {
        const { tokens, session, epoch, generation } = ledger;
        if (!tokens || !session) return;
        const { monotonic, wall } = this.now();
        const { access, type, lifetime } = tokens;
        const times = { receivedMonotonic: monotonic - tokenAge, receivedWall: wall - tokenAge };
        const subject = ledger.subject ?? "";
        const held = { epoch, session, subject, generation, access, type, lifetime, ...times };
        this.#hold(held, "other", tokens.receivedWall);
    }

    /** @param wall what the wall clock of who received the token showed then; undefined when the token is the same as before. */
    #hold(held: Held, by: "this" | "other", wall?: number): void {
        const isRefresh = this.status === "signedIn";
        if (wall !== undefined) {
            const iat = decodeToken(held.access)?.claims.iat;
            this.server.clockOffset = iat ? iat * 1000 - wall : 0;
        }
        this.held = held;
        // At the start an expired token says nothing yet: the first refresh does.
        if (this.remaining > 0 || this.status !== "unknown") this.show();
        if (isRefresh) this.notices.emit({ kind: "refreshed", generation: held.generation, by });
        this.onChange();
    }
}
