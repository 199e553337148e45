import {
    type EnvironmentProviders,
    inject,
    makeEnvironmentProviders,
    provideEnvironmentInitializer,
    type Provider,
} from "@angular/core";
import { watchBackend } from "./http/probe";
import { makeClient, TESSERA_CLIENT } from "./make-client";
import type { TesseraOptions } from "./options";
import { Tessera } from "./tessera";

/** A part that `provideTessera` takes beside its options: `withRouting()`, `withDpop()`, `withErrorHandler()`. */
export interface TesseraFeature {
    /** What the part adds to the injector. */
    readonly providers: readonly (Provider | EnvironmentProviders)[];
}

/**
 * Connects the application to its login service: provides `Tessera` and the client behind it.
 *
 * The client begins at once to find out whether a person is signed in. Nothing waits for it, so a login service that does not answer keeps no
 * application from starting. It belongs into the providers of `bootstrapApplication`, once.
 *
 * @param options where the login service and the own APIs are, or a function that gives them; it may `inject`. What comes from the network is to
 *     be loaded before `bootstrapApplication`.
 * @throws `TesseraError` `configuration`, at bootstrap, when an option is wrong.
 */
export function provideTessera(
    options: TesseraOptions | (() => TesseraOptions),
    ...features: TesseraFeature[]
): EnvironmentProviders {
    return makeEnvironmentProviders([
        {
            provide: TESSERA_CLIENT,
            useFactory: () => makeClient(typeof options === "function" ? options() : options),
        },
        ...provideState(),
        ...features.flatMap(feature => feature.providers),
    ]);
}

/** What stands on the client, whichever it is. */
export function provideState(): readonly (Provider | EnvironmentProviders)[] {
    return [
        Tessera,
        provideEnvironmentInitializer(() => {
            // From the beginning, so that no event is missed.
            inject(Tessera);
            if (ngDevMode) watchBackend();
        }),
    ];
}
