import { type EnvironmentProviders, inject, DestroyRef, type Provider } from "@angular/core";
import { provideTessera, TESSERA_CLIENT, type TesseraFeature } from "@tessera/angular";
import { type ClientOptions, createClient } from "@tessera/client";
import { api, Browser, issuer, type Page } from "../../../web/tests/world/browser.ts";

export { api, Browser, issuer, type Page };

/** The real client in a page of the client's own virtual world, behind everything that `provideTessera` provides. */
export function provideReal(
    page: Page,
    options: Partial<ClientOptions> = {},
    ...features: TesseraFeature[]
): (Provider | EnvironmentProviders)[] {
    return [
        provideTessera({ issuer, api: [api] }, ...features),
        {
            provide: TESSERA_CLIENT,
            useFactory: () => {
                const client = createClient({ issuer, api: [api], ...options, environment: page.environment });
                inject(DestroyRef).onDestroy(() => {
                    client.close();
                });
                return client;
            },
        },
    ];
}

/** Lets virtual time pass. With zone.js what a promise leads to may take a task of its own. */
export async function pass(browser: Browser, milliseconds: number): Promise<void> {
    const step = Math.max(10, Math.ceil(milliseconds / 20));
    for (let passed = 0; passed < milliseconds; passed += step) {
        await new Promise(resolve => setTimeout(resolve));
        await browser.advance(Math.min(step, milliseconds - passed));
    }
    await new Promise(resolve => setTimeout(resolve));
}

/** Lets virtual time pass until `work` has an outcome. */
export async function during<Value>(browser: Browser, work: Promise<Value>, limit = 120_000): Promise<Value> {
    const outcome = { isThere: false };
    const finish = () => {
        outcome.isThere = true;
    };
    work.then(finish, finish);
    for (let passed = 0; !outcome.isThere && passed < limit; passed += 50) await pass(browser, 50);
    if (!outcome.isThere) throw new Error(`no outcome within ${String(limit)} ms`);
    return await work;
}
