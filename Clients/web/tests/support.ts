/// <reference lib="deno.ns" />
import { type Client, type ClientEvent, type ClientOptions, createClient, TesseraError } from "../src/index.ts";
import { api, Browser, issuer, type Page } from "./world/browser.ts";
import { settle } from "./world/time.ts";

export { api, Browser, issuer, type Page, TesseraError };
export { answer, done, problem, secretMark } from "./world/server.ts";

/** A client in a page of `browser`, with what it told. */
export interface Opened {
    page: Page;
    client: Client;
    events: ClientEvent[];
}

/** How a test wants its client. */
export type Wanted = Omit<ClientOptions, "issuer"> & { issuer?: string };

export const local: Wanted = { mode: "token", storage: "local" };
export const memory: Wanted = { mode: "token" };

/** Opens a page with a client in it and lets it find out whether somebody is signed in. */
export async function open(browser: Browser, wanted: Wanted = {}, page: Page = browser.open()): Promise<Opened> {
    const environment = { ...page.environment, ...wanted.environment };
    const client = createClient({ issuer, api: [api], ...wanted, environment });
    const events: ClientEvent[] = [];
    client.onEvent(event => events.push(event));
    await browser.advance(100);
    return { page, client, events };
}

/** The same, and `ada` has signed in. */
export async function signedIn(browser: Browser, wanted: Wanted = {}): Promise<Opened> {
    const opened = await open(browser, wanted);
    await during(browser, opened.client.login({ identifier: "ada", password: "right" }));
    return opened;
}

/** Lets time pass until `work` has an outcome. */
export async function during<Value>(browser: Browser, work: Promise<Value>, limit = 120_000): Promise<Value> {
    let isDone = false;
    const finish = () => {
        isDone = true;
    };
    work.then(finish, finish);
    for (let passed = 0; !isDone && passed < limit; passed += 10) await browser.advance(10);
    await settle();
    if (!isDone) throw new Error(`no outcome within ${limit} ms`);
    return await work;
}

/** The error of `work`. */
export async function errorIn(browser: Browser, work: Promise<unknown>): Promise<TesseraError> {
    try {
        await during(browser, work);
    } catch (error) {
        if (error instanceof TesseraError) return error;
        throw error;
    }
    throw new Error("it did not fail");
}

/** The requests to `path`, in order. */
export function requestsTo(browser: Browser, path: string): { url: string; headers: Headers; body: string | null }[] {
    return browser.network.log.filter(({ url }) => new URL(url).pathname === path);
}

export const refreshes = (browser: Browser): number => requestsTo(browser, "/auth/refresh").length;

export function status({ client }: Opened): string {
    const state = client.state.value;
    return state.status === "signedOut" ? `signedOut ${state.cause}` : state.status;
}

export function equal(actual: unknown, expected: unknown, what = "value"): void {
    const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
}

export function truth(condition: unknown, what: string): asserts condition {
    if (!condition) throw new Error(what);
}

/** The client's kinds of events so far. */
export const kinds = ({ events }: Opened): string[] => events.map(({ kind }) => kind);
