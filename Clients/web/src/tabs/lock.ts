import type { Environment } from "../environment/environment.ts";

/**
 * A tab waits this long for another's work and then takes the lock. Longer than a request may take, so that only a holder
 * that is frozen loses it: two refreshes at a time could overtake each other on the way. Milliseconds.
 */
const patience = 12_000;

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
    const enter = () => {
        takeTurn();
        return running = body();
    };
    for (let last = turn();; last = turn()) {
        const wait = new AbortController();
        const giveUp = () => wait.abort();
        // Not all at the same moment.
        const longest = patience * (1 + random() / 8);
        const began = monotonic();
        const cancelTimer = setTimer(giveUp, longest);
        signal.addEventListener("abort", giveUp);
        try {
            return await locks.request(name, { signal: wait.signal }, () => {
                cancelTimer();
                // It was granted while this tab was frozen, and has been taken away since.
                if (monotonic() - began > longest) return Promise.reject(wait);
                return enter();
            });
        } catch (error) {
            // The lock may have been stolen from us while `body` runs; it has its own end all the same.
            if (running) return await running;
            if (signal.aborted) throw error;
        } finally {
            cancelTimer();
            signal.removeEventListener("abort", giveUp);
        }
        if (turn() === last) break;
    }
    try {
        return await locks.request(name, { steal: true }, enter);
    } catch {
        return await (running ?? body());
    }
}
