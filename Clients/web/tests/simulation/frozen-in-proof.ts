import { api, Browser, issuer } from "../world/browser.ts";
import type { Maker } from "./simulation.ts";

/**
 * A tab is frozen between reading the token and sending it, while its proof is made. The others go on, twice, and then it
 * thaws: if it sent what it had read, the server would see a token that is two generations old.
 *
 * @returns the tokens that came to the server too late.
 */
export async function frozenInProof(make: Maker): Promise<string[]> {
    const browser = new Browser();
    const open = () => {
        const page = browser.open();
        const binding = {
            prove: () => new Promise<string>(resolve => page.environment.setTimer(() => resolve("proof"), 50)),
            learn: () => false,
        };
        const { environment } = page;
        return { page, client: make({ issuer, api: [api], mode: "token", storage: "local", binding, environment }) };
    };
    const [first, second] = [open(), open()];
    first.client.login({ identifier: "ada", password: "right" });
    await browser.advance(1000);
    first.client.refresh().catch(() => {});
    await browser.advance(20);
    first.page.freeze();
    second.client.refresh().catch(() => {});
    await browser.advance(20_000);
    second.client.refresh().catch(() => {});
    await browser.advance(20_000);
    first.page.thaw();
    await browser.advance(1000);
    if (browser.server.rotations.length !== 2) throw new Error(`${browser.server.rotations.length} rotations`);
    for (const { client } of [first, second]) client.close();
    return [...browser.server.reuses, ...browser.server.late];
}
