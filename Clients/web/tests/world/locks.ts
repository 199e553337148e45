interface Waiter {
    owner: object;
    grant: () => void;
}

interface Holder {
    owner: object;
    lose: () => void;
}

/** The Web Locks of one origin: a queue for each name, steal, and release when the owner dies. */
export class FakeLocks {
    readonly #holders = new Map<string, Holder>();
    readonly #waiters = new Map<string, Waiter[]>();

    /** How many are held or waited for. */
    get held(): number {
        return this.#holders.size + [...this.#waiters.values()].flat().length;
    }

    /** Asks for `name` on behalf of `owner`; `gate` brings what happens to a tab that may be frozen. */
    request<T>(
        owner: object,
        gate: (run: () => void) => void,
        name: string,
        options: { signal?: AbortSignal; steal?: boolean },
        body: () => Promise<T>,
    ): Promise<T> {
        return new Promise((resolve, reject) => {
            const abort = () => {
                this.#waiters.set(name, this.#waiting(name).filter(other => other !== waiter));
                reject(new DOMException("given up", "AbortError"));
            };
            const waiter: Waiter = {
                owner,
                grant: () => {
                    options.signal?.removeEventListener("abort", abort);
                    const holder: Holder = { owner, lose: () => gate(() => reject(new DOMException("stolen", "AbortError"))) };
                    this.#holders.set(name, holder);
                    gate(() => {
                        body().then(resolve, reject).finally(() => this.#release(name, holder));
                    });
                },
            };
            if (options.steal) {
                this.#holders.get(name)?.lose();
                waiter.grant();
                return;
            }
            if (options.signal?.aborted) return abort();
            options.signal?.addEventListener("abort", abort);
            if (this.#holders.has(name)) this.#waiting(name).push(waiter);
            else waiter.grant();
        });
    }

    /** The tab is gone, and what it held and waited for with it. */
    forget(owner: object): void {
        for (const [name, waiting] of this.#waiters) this.#waiters.set(name, waiting.filter(waiter => waiter.owner !== owner));
        for (const [name, holder] of this.#holders) if (holder.owner === owner) this.#release(name, holder);
    }

    #waiting(name: string): Waiter[] {
        const waiting = this.#waiters.get(name) ?? [];
        this.#waiters.set(name, waiting);
        return waiting;
    }

    #release(name: string, holder: Holder): void {
        if (this.#holders.get(name) !== holder) return;
        this.#holders.delete(name);
        this.#waiting(name).shift()?.grant();
    }
}
