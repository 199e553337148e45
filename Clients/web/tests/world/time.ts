interface Entry {
    due: number;
    order: number;
    run: () => void;
}

/** Virtual time: nothing happens but what is scheduled, in its order, and the machine may sleep. */
export class VirtualTime {
    /** Milliseconds since 1970, the true time, which the server keeps. */
    wall = 1_800_000_000_000;
    /** What clocks that stand still during sleep show. */
    monotonic = 0;
    #queue: Entry[] = [];
    #order = 0;

    /** Runs `run` after `delay` milliseconds of waking time. Returns what cancels it. */
    schedule(run: () => void, delay: number): () => void {
        const entry = { due: this.monotonic + Math.max(0, delay), order: this.#order++, run };
        let low = 0;
        let high = this.#queue.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            const other = this.#queue[middle] as Entry;
            if (other.due < entry.due || (other.due === entry.due && other.order < entry.order)) low = middle + 1;
            else high = middle;
        }
        this.#queue.splice(low, 0, entry);
        return () => {
            const index = this.#queue.indexOf(entry);
            if (index >= 0) this.#queue.splice(index, 1);
        };
    }

    /** How many things are scheduled. */
    get scheduled(): number {
        return this.#queue.length;
    }

    /** Lets `milliseconds` pass, and everything happen that is due in them. */
    async advance(milliseconds: number, afterEach: () => void = () => {}): Promise<void> {
        const end = this.monotonic + milliseconds;
        await settle();
        for (let steps = 0;; steps += 1) {
            const next = this.#queue[0];
            if (!next || next.due > end) break;
            if (steps > 20_000) throw new Error("Something happens again and again without time passing.");
            this.#queue.shift();
            this.#moveTo(next.due);
            next.run();
            await settle();
            afterEach();
        }
        this.#moveTo(end);
    }

    /** The machine sleeps: the wall clock goes on, nothing else does. */
    sleep(milliseconds: number): void {
        this.wall += milliseconds;
    }

    #moveTo(monotonic: number): void {
        this.wall += monotonic - this.monotonic;
        this.monotonic = monotonic;
    }
}

/** Until every promise that can go on has gone on. */
export async function settle(): Promise<void> {
    for (let turn = 0; turn < 100; turn += 1) await null;
}
