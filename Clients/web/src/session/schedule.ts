import { refreshLead } from "./freshness.ts";
import type { Rotation } from "./rotation.ts";
import type { Tab } from "./tab.ts";

/** Browsers take a longer delay for none. */
const longestDelay = 2 ** 31 - 1;

/**
 * Does what is due by itself: renews ahead while a person sees the page, tries again after a pause, and ends a refused
 * session when its access token does. One timer, for the next thing; nothing polls.
 */
export class Schedule {
    readonly #tab: Tab;
    readonly #rotation: Rotation;
    readonly #jitter: number;
    #cancelTimer: () => void = () => {};

    constructor(tab: Tab, rotation: Rotation) {
        this.#tab = tab;
        this.#rotation = rotation;
        this.#jitter = tab.settings.environment.random();
    }

    /** Sets the timer for what is due next. */
    plan(): void {
        this.#cancelTimer();
        if (this.#tab.isClosed) return;
        const { remaining } = this.#tab;
        const due = [this.#refreshDue(), this.#tab.held && remaining > 0 ? remaining : Infinity];
        const delay = Math.min(...due);
        if (delay === Infinity) return;
        this.#cancelTimer = this.#tab.settings.environment.setTimer(
            () => this.#fire(),
            // A long delay is a chain: the next link is planned when this one ends.
            Math.min(longestDelay, Math.max(0, Math.ceil(delay))),
        );
    }

    close(): void {
        this.#cancelTimer();
    }

    #fire(): void {
        const tab = this.#tab;
        tab.look();
        tab.show();
        if (this.#refreshDue() <= 0) this.#rotation.refresh(false).catch(() => {});
        this.plan();
    }

    /** Milliseconds until this tab should refresh by itself; Infinity when it should not. */
    #refreshDue(): number {
        const { held, settings, status, ledger, remaining } = this.#tab;
        const { page } = settings.environment;
        const { cause, revoking, session } = ledger.read();
        const isWanted = !this.#rotation.isBusy && status !== "signedOut" && !revoking && !(cause && session);
        if (!isWanted || !page.isVisible() || !page.isOnline()) return Infinity;
        const untilAhead = held ? remaining - refreshLead(held.lifetime, this.#jitter) : 0;
        return Math.max(untilAhead, this.#tab.pauseLeft(), 0);
    }
}
