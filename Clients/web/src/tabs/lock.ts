import type { Environment, LockOptions } from "../environment/environment.ts";

/**
 * A tab waits this long for another's work and then takes the lock. Longer than a request may take, so that only a holder
 * that is frozen loses it: two refreshes at a time could overtake each other on the way. Milliseconds.
 */
const patience = 12_000;

/**
 * The lock is kept for so long after the work, in milliseconds. Each tab may be a process of its own, and what one writes to
 * the storage reaches the others some milliseconds later than the lock does: in Chromium 25 of 60 tabs that got the lock read
 * the state before the work.
 */
const settling = 20;

/**
 * Runs `body` while no other tab runs its own, as far as that can be had.
 *
 * Nothing may rely on it: where there are no locks, `body` just runs, and a holder that was frozen runs on when it thaws,
 * beside whoever took the lock from it. The lock saves requests; the ledger's fence and the server's idempotent rotation
 * keep things right.
 *
 * @param signal ends the wait; then the promise rejects with an `AbortError`.
 * @param turn what others have got done, as text: while it changes they are alive, and this tab waits on.
 * @param takeTurn changes it, when this tab begins.
 */
export async function exclusively<Result>(
    environment: Environment,
    name: string,
    signal: AbortSignal,
    turn: () => string,
    takeTurn: () => void,
    body: () => Promise<Result>,
): Promise<Result> {
    const { locks, monotonic, random, setTimer } = environment;
    if (!locks) return await body();
    let running: Promise<Result> | undefined;
    let cancelTimer = () => {};
    let begin = () => {};
    const begun = new Promise<void>(resolve => begin = resolve);
    const enter = (latest: number) => {
        cancelTimer();
        // It was granted while this tab was frozen, and has been taken away since.
        if (monotonic() > latest) return Promise.reject(new Error());
        takeTurn();
        running = body();
        begin();
        const settle = () => new Promise<void>(resolve => void setTimer(resolve, settling));
        return running.then(settle, settle);
    };
    // Whoever asked has the outcome before the lock is free again.
    const hold = (options: LockOptions, latest = Infinity) =>
        Promise.race([locks.request(name, options, () => enter(latest)), begun]);
    for (let last = turn(); !running; last = turn()) {
        const wait = new AbortController();
        const giveUp = () => wait.abort();
        // Not all at the same moment.
        const longest = patience * (1 + random() / 8);
        const latest = monotonic() + longest;
        cancelTimer = setTimer(giveUp, longest);
        signal.addEventListener("abort", giveUp);
        try {
            await hold({ signal: wait.signal }, latest);
        } catch (error) {
            if (!running && signal.aborted) throw error;
        } finally {
            cancelTimer();
            signal.removeEventListener("abort", giveUp);
        }
        if (turn() === last) break;
    }
    try {
        if (!running) await hold({ steal: true });
    } catch {
        // There is no lock to be had, so it goes without.
    }
    // The lock may be stolen from us while this runs; it has its own end all the same.
    return await (running ?? body());
}
