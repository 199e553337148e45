import {
    type EnvironmentProviders,
    inject,
    makeEnvironmentProviders,
    provideEnvironmentInitializer,
} from "@angular/core";
import { Tessera, TESSERA_CLIENT, type TesseraFeature, ɵLEAVE_PAGE } from "@tessera/angular";
import { FAKE_CLIENT, FakeClient } from "./fake-client";
import { fakeRules } from "./fake-rules";
import { type FakeUser } from "./fake-user";
import { TesseraTesting } from "./tessera-testing";

/** How a test begins. */
export interface TesseraTestingStart {
    /** Who is signed in. */
    readonly user?: Partial<FakeUser>;
    /** The login service; by default the origin of the page. */
    readonly issuer?: string;
    /** Which addresses get the token, as in `TesseraOptions`. With neither `issuer` nor `api` every address does. */
    readonly api?: readonly string[];
}

/**
 * In place of `provideTessera`: a fake client behind the real interceptor, guards, signals and directive. `TesseraTesting` steers it.
 *
 * @param start who is signed in; by default `signedOut`. `unknown`: nothing is known until the test says so, and guards wait without a limit.
 * @param features such as `withRouting()`.
 */
export function provideTesseraTesting(
    start: TesseraTestingStart | "signedOut" | "unknown" = "signedOut",
    ...features: TesseraFeature[]
): EnvironmentProviders {
    const begin = typeof start === "string" ? {} : start;
    return makeEnvironmentProviders([
        { provide: FAKE_CLIENT, useFactory: () => new FakeClient(fakeRules(begin.issuer, begin.api)) },
        { provide: TESSERA_CLIENT, useExisting: FAKE_CLIENT },
        TesseraTesting,
        {
            provide: ɵLEAVE_PAGE,
            useFactory: () => {
                const { calls } = inject(FAKE_CLIENT);
                return (address: string) => calls.push({ name: "leavePage", arguments: [address] });
            },
        },
        Tessera,
        provideEnvironmentInitializer(() => {
            const testing = inject(TesseraTesting);
            inject(Tessera);
            if (begin.user) testing.signIn(begin.user);
            else if (start !== "unknown") testing.signOut();
        }),
        ...features.flatMap(feature => feature.providers),
    ]);
}
