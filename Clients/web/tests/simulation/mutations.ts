/// <reference lib="deno.ns" />
import type { Maker } from "./simulation.ts";

/** A rule of the client, broken in a copy of its source. */
export interface Mutation {
    /** Completes "a client …". */
    readonly name: string;
    readonly file: string;
    /** Occurs exactly once in the file. */
    readonly from: string;
    readonly to: string;
    /** In so many seeds the simulation has to notice. */
    readonly within: number;
}

export const mutations: readonly Mutation[] = [
    {
        name: "that writes whatever answer comes, after a sign-out too",
        file: "session/tab.ts",
        from: "if (ledger.epoch !== sent.epoch) return false;",
        to: "",
        within: 1000,
    },
    {
        name: "with a new attempt id for every try",
        file: "session/rotation.ts",
        from: "if (!sent.attempt) {",
        to: "{",
        within: 1000,
    },
    {
        name: "that waits for a lock without end",
        file: "tabs/lock.ts",
        from: "cancelTimer = setTimer(giveUp, longest);",
        to: "",
        within: 3000,
    },
    {
        name: "that refreshes by a cookie whose sign-out is not confirmed",
        file: "session/rotation.ts",
        from: "if (!tab.isOwn || start.revoking || (!start.session && !tab.settings.cookie)) throw cancelled();",
        to: "if (!start.session && !tab.settings.cookie) throw cancelled();",
        within: 3000,
    },
    {
        name: "that does not use the lock",
        file: "tabs/lock.ts",
        from: "if (!locks) return await body();",
        to: "if (locks || !locks) return await body();",
        within: 3000,
    },
    {
        name: "that never tries a sign-out again",
        file: "session/revocation.ts",
        from: "if (this.#tab.isClosed || !environment.page.isOnline()) return;",
        to: "return;",
        within: 3000,
    },
    {
        name: "that takes any refusal for the end of the session",
        file: "errors/classify.ts",
        from: "if (!code || status < 400 || status >= 500 || status === 408 || status === 429) {",
        to: 'if (refreshing && status >= 400) return new TesseraError("rejected", code ?? "", "");\n    if (!code) {',
        within: 300,
    },
    {
        name: "that sends the token anywhere",
        file: "attach/allow-list.ts",
        from: "return bases.some(allowed =>",
        to: "return true || bases.some(allowed =>",
        within: 300,
    },
    {
        name: "that broadcasts its token",
        file: "tabs/tabs.ts",
        from: "this.#channel?.postMessage({ kind, generation });",
        to: 'this.#channel?.postMessage({ kind, generation, all: "S3cr3t" });',
        within: 50,
    },
    {
        name: "that holds on to its token when another tab signs out",
        file: "session/tab.ts",
        from: "} else if (held && epoch !== held.epoch) {",
        to: "} else if (held && epoch !== held.epoch && session) {",
        within: 300,
    },
    {
        name: "that tells the end of a session again",
        file: "session/tab.ts",
        from: "if (cause && !this.#hasToldEnd) {",
        to: "if (cause) {",
        within: 1000,
    },
    {
        name: "that gives up after the first failure",
        file: "session/schedule.ts",
        from: "const isWanted =",
        to: "const isWanted = !this.#tab.ledger.read().pause &&",
        within: 1000,
    },
];

/** Too rare for the seeds: a scenario of its own shows it. */
export const unfencedSending: Mutation = {
    name: "that does not look again before it sends",
    file: "session/rotation.ts",
    from: "mayStart: () => isCurrent(tab.ledger.read()),",
    to: "mayStart: () => true || isCurrent(tab.ledger.read()),",
    within: 0,
};

/** The client with `mutation` in it. */
export async function mutated(mutation: Mutation): Promise<Maker> {
    const source = new URL("../../src/", import.meta.url);
    const copy = await Deno.makeTempDir();
    await copyFolder(source.pathname, copy);
    const file = `${copy}/${mutation.file}`;
    const text = await Deno.readTextFile(file);
    if (text.split(mutation.from).length !== 2) throw new Error(`${mutation.file} does not have it once: ${mutation.from}`);
    await Deno.writeTextFile(file, text.replace(mutation.from, () => mutation.to));
    const { createClient } = await import(`file://${copy}/index.ts`);
    await Deno.remove(copy, { recursive: true });
    return createClient;
}

async function copyFolder(from: string, to: string): Promise<void> {
    await Deno.mkdir(to, { recursive: true });
    for await (const { name, isDirectory } of Deno.readDir(from)) {
        if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
        else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
    }
}
