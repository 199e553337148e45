import { isPlatformServer } from "@angular/common";
import { DestroyRef, inject, InjectionToken, NgZone, PLATFORM_ID } from "@angular/core";
import { type Binding, type Client, createClient } from "@tessera/client";
import { clientOptions, type TesseraOptions } from "./options";

/**
 * The client behind everything here, for what `Tessera` does not offer. It is null on a server, which renders for no particular person.
 *
 * `provideTessera` provides it; never provide one client as a value, since on a server all requests would share it.
 */
export const TESSERA_CLIENT = new InjectionToken<Client | null>("TESSERA_CLIENT");

/** What ties the tokens to a key of this browser; `withDpop` provides it. */
export const BINDING = new InjectionToken<Binding>("tessera.binding");

/**
 * Makes the client of this application; the injector ends it. Nothing is waited for.
 *
 * Its timers and its requests run outside of Angular's zone, wherever they are begun: they neither keep an application with zone.js from being
 * stable, nor check its views. What is to be drawn goes through signals.
 *
 * @throws `TesseraError` `configuration` when an option is wrong.
 */
export function makeClient(options: TesseraOptions): Client | null {
    const binding = inject(BINDING, { optional: true });
    const settings = clientOptions(options);
    if (isPlatformServer(inject(PLATFORM_ID))) return null;
    const zone = inject(NgZone);
    const client = zone.runOutsideAngular(() =>
        createClient({
            ...settings,
            ...(binding && { binding }),
            environment: {
                fetch: (input, init) => zone.runOutsideAngular(() => fetch(input, init)),
                setTimer: (callback, milliseconds) =>
                    zone.runOutsideAngular(() => {
                        const timer = setTimeout(callback, milliseconds);
                        return () => {
                            clearTimeout(timer);
                        };
                    }),
            },
        }),
    );
    inject(DestroyRef).onDestroy(() => {
        client.close();
    });
    return client;
}
