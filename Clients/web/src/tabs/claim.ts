import type { Environment } from "../environment/environment.ts";

/** How long a page that is being left may take to give up its claim, in milliseconds. */
const patience = 500;

/**
 * Claims `name` for as long as this page lives.
 *
 * "Duplicate tab" copies the session storage, and then two tabs would use one refresh token without seeing each other's
 * rotations, which is what theft looks like. The copy finds the claim taken.
 *
 * @returns what gives the claim up; null when another page has it. Without locks it is always given.
 */
export function claim(environment: Environment, name: string): Promise<(() => void) | null> {
    const { locks, setTimer } = environment;
    if (!locks) return Promise.resolve(() => {});
    return new Promise(resolve => {
        const wait = new AbortController();
        const cancelTimer = setTimer(() => wait.abort(), patience);
        locks.request(name, { signal: wait.signal }, () => {
            cancelTimer();
            return new Promise<void>(giveUp => resolve(giveUp));
        }).catch(() => resolve(null));
    });
}
