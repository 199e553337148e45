import { inject, provideEnvironmentInitializer } from "@angular/core";
import type { TesseraFeature } from "../provide-tessera";
import { follow } from "./follow";
import { ROUTING, routingOptions, type TesseraRoutingOptions } from "./routing-options";

/**
 * The router follows the session.
 *
 * When a session ends under a guarded page, the page to sign in comes, with the wished address in `?return=` and the cause in the navigation's
 * `info.tessera`; after the person's own sign-out `home`. When another person has signed in in another tab, the *document* is left, since services
 * and caches of the page belong to another person. A page with the guard `signedOut()` is left for its `?return=` as soon as a session begins.
 */
export function withRouting(options: TesseraRoutingOptions = {}): TesseraFeature {
    const complete = routingOptions(options);
    return {
        providers: [
            { provide: ROUTING, useValue: complete },
            provideEnvironmentInitializer(() => {
                if (inject(ROUTING).follow) follow();
            }),
        ],
    };
}
