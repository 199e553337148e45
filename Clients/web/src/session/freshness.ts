/** When an access token was received, on both clocks, and how long it lives. All in milliseconds. */
export interface Lifespan {
    readonly lifetime: number;
    readonly receivedMonotonic: number;
    readonly receivedWall: number;
}

/** Both clocks at one moment. */
export interface Moment {
    readonly monotonic: number;
    readonly wall: number;
}

/**
 * How long ago the token came.
 *
 * The monotonic clock may stand still while the machine sleeps and the wall clock may jump: the larger difference is the
 * safe one, and an offset that the wall clock always had cancels out.
 */
export function age(span: Lifespan, now: Moment): number {
    return Math.max(now.monotonic - span.receivedMonotonic, now.wall - span.receivedWall);
}

/** How long the token still lives; negative when it has expired. */
export function remaining(span: Lifespan, now: Moment): number {
    return span.lifetime - age(span, now);
}

/** With less than this left, no request starts if a refresh is possible: 5 s, or half of a very short life. */
export function leastRemaining(lifetime: number): number {
    return Math.min(5000, lifetime / 2);
}

/**
 * How long before its end the token is renewed: 60 s or a fifth of its life, less up to half of that by `jitter`, so that
 * not every tab begins at the same moment.
 *
 * @param jitter in [0, 1), one number for each tab.
 */
export function refreshLead(lifetime: number, jitter: number): number {
    return Math.min(60_000, lifetime / 5) * (1 - jitter / 2);
}

/**
 * The age of a token that another tab received and noted with its wall clock.
 *
 * @param receivedWall that note.
 * @param sinceLook how long ago this tab saw that the token was not there yet; undefined at its start.
 * @returns milliseconds; Infinity when the clocks contradict each other and nothing is known.
 */
export function adoptedAge(receivedWall: number, wall: number, sinceLook: number | undefined): number {
    const noted = wall - receivedWall;
    if (sinceLook === undefined) return noted < 0 ? Infinity : noted;
    return Math.min(Math.max(noted, 0), sinceLook);
}
