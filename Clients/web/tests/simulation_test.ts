import { createClient } from "../src/index.ts";
import { Simulation } from "./simulation/simulation.ts";
import { frozenInProof } from "./simulation/frozen-in-proof.ts";
import { mutated, mutations, unfencedSending } from "./simulation/mutations.ts";
import { equal, truth } from "./support.ts";

/** How many seeds a run of the tests tries. More: `deno run -A tests/simulation/run.ts --count 100000`. */
const seeds = 3000;

Deno.test(`${seeds} seeded interleavings of tabs, faults, sleep, crashes and users keep every promise`, async () => {
    const failed: string[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) {
        const { violations } = await new Simulation(seed, createClient).perform();
        if (violations[0]) failed.push(`seed ${seed}: ${violations[0]} (run.ts --seed ${seed} tells all)`);
    }
    equal(failed, []);
});

Deno.test("A seed replays: the same steps, the same outcome", async () => {
    for (const seed of [3, 17, 42]) {
        const [once, twice] = [await new Simulation(seed, createClient).perform(), await new Simulation(seed, createClient).perform()];
        equal(once.trace, twice.trace);
        truth(once.trace.length > 60, "something happened");
    }
});

for (const mutation of mutations) {
    Deno.test(`The simulation notices a client ${mutation.name}`, async () => {
        const make = await mutated(mutation);
        for (let seed = 1; seed <= mutation.within; seed += 1) {
            const { violations } = await new Simulation(seed, make).perform();
            if (violations.length > 0) return;
        }
        throw new Error(`${mutation.within} seeds did not notice it`);
    });
}

Deno.test("17 A tab that was frozen before it sent looks again, and a client that does not is noticed", async () => {
    equal(await frozenInProof(createClient), []);
    equal((await frozenInProof(await mutated(unfencedSending))).length, 1);
});
