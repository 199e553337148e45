/** The first pause is at most this long, and each failure doubles it. Milliseconds, as everything here. */
const base = 1000;
/** No pause of our own is longer. */
const cap = 60_000;
/** No `Retry-After` is obeyed for longer. */
const obeyed = 3_600_000;

/** For how long nobody asks the login service, agreed on by all tabs. */
export interface Pause {
    /** Failures in a row. */
    readonly failures: number;
    /** The wall clock when it began. */
    readonly since: number;
    /** How long it lasts. */
    readonly wait: number;
    /** Whether the server asked for it, so that a network that comes back does not shorten it. */
    readonly ordered: boolean;
    /** Whether one of these pauses was cut short because something else could be reached. */
    readonly tried?: boolean;
}

/**
 * The pause after one more failure: exponential with full jitter, or what `Retry-After` says.
 *
 * @param retryAfter seconds, when the server gave them.
 * @param random in [0, 1).
 */
export function pauseAfter(last: Pause | null, retryAfter: number | undefined, now: number, random: number): Pause {
    const failures = (last?.failures ?? 0) + 1;
    const own = random * Math.min(cap, base * 2 ** Math.min(failures - 1, 10));
    const wait = retryAfter === undefined ? own : Math.min(obeyed, retryAfter * 1000);
    return { failures, since: now, wait, ordered: retryAfter !== undefined, tried: last?.tried ?? false };
}

/** How much of `pause` is left. A wall clock that jumped never makes it longer than it was. */
export function pauseLeft(pause: Pause | null, now: number): number {
    if (!pause) return 0;
    const passed = now - pause.since;
    return passed < 0 ? pause.wait : Math.max(0, pause.wait - passed);
}
