/// <reference lib="deno.ns" />
/**
 * Runs seeds of the simulation and prints what a failing one did: `run.ts [--seed N] [--count N]`.
 *
 * @module
 */
import { createClient } from "../../src/index.ts";
import { Simulation } from "./simulation.ts";

const option = (name: string) => {
    const index = Deno.args.indexOf(name);
    return index < 0 ? undefined : Number(Deno.args[index + 1]);
};
const seed = option("--seed");
const first = seed ?? 1;
const count = seed === undefined ? option("--count") ?? 3000 : 1;
let failed = 0;
const began = performance.now();
for (let current = first; current < first + count; current += 1) {
    const { violations, trace } = await new Simulation(current, createClient).perform();
    if (seed !== undefined) console.log(trace.join("\n"));
    if (violations.length === 0) continue;
    failed += 1;
    if (seed === undefined && failed <= 10) console.log(`seed ${current}: ${violations[0]} (replay with --seed ${current})`);
}
console.log(`${count} runs, ${failed} failed, ${Math.round(performance.now() - began)} ms`);
Deno.exit(failed > 0 ? 1 : 0);
