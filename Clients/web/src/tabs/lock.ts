import type { Environment } from "../environment/environment.ts";

/** A tab waits this long for another's work and then takes the lock: the holder may be frozen. Milliseconds. */
const patience = 4000;

/**
 * Runs `body` while no other tab runs its own, as far as that can be had.
 *
 * Nothing may rely on it: where there are no locks, `body` just runs, and a holder that was frozen runs on when it thaws,
 * beside whoever took the lock from it. The lock saves requests; the ledger's fence and the server's idempotent rotation
 * keep things right.
 *
 * @param signal ends the wait; then the promise rejects with an `AbortError`.
 */
export async function exclusively<Result>(
    environment: Environment,
    name: string,
    signal: AbortSignal,
    body: () => Promise<Result>,
): Promise<Result> {
    const { locks, random, setTimer } = environment;
    if (!locks) return await body();
    let running: Promise<Result> | undefined;
    const enter = () => {
        cancelTimer();
        return running = body();
    };
    const wait = new AbortController();
    const giveUp = () => wait.abort();
    // Not all at the same moment.
    const cancelTimer = setTimer(giveUp, patience * (1 + random() / 4));
    signal.addEventListener("abort", giveUp);
    try {
        return await locks.request(name, { signal: wait.signal }, enter);
    } catch (error) {
        // The lock may have been stolen from us while `body` runs; it has its own end all the same.
        if (running) return await running;
        if (signal.aborted) throw error;
    } finally {
        cancelTimer();
        signal.removeEventListener("abort", giveUp);
    }
    try {
        return await locks.request(name, { steal: true }, enter);
    } catch {
        return await (running ?? body());
    }
}
