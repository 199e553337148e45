import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import {
    type ApplicationConfig,
    inject,
    provideBrowserGlobalErrorListeners,
    provideEnvironmentInitializer,
} from "@angular/core";
import {
    provideRouter,
    TitleStrategy,
    withComponentInputBinding,
    withInMemoryScrolling,
    withPreloading,
} from "@angular/router";
import { provideTessera, tesseraInterceptor, withDpop, withErrorHandler, withRouting } from "@tessera/angular";

import { routes } from "./app.routes";
import { Connection } from "./settings/connection";
import { SETTINGS, type Settings } from "./settings/settings";
import { Journal } from "./shell/journal";
import { PageTitle } from "./shell/page-title";
import { PreloadForEverybody } from "./shell/preload";
import { StepUp } from "./shell/step-up";
import { placeOf, readPlace } from "./storage/places";

/** Everything that the application is made of, the whole sign-in among it. */
export function appConfig(settings: Settings): ApplicationConfig {
    const place = placeOf(readPlace());
    return {
        providers: [
            provideBrowserGlobalErrorListeners(),
            { provide: SETTINGS, useValue: settings },
            { provide: TitleStrategy, useClass: PageTitle },
            provideRouter(
                routes,
                withComponentInputBinding(),
                withPreloading(PreloadForEverybody),
                withInMemoryScrolling({ scrollPositionRestoration: "enabled" }),
            ),
            // The token is the only credential, and it travels in a header: there is no cookie that a forged request could use,
            // and so no XSRF token that could leak (CVE-2025-66035).
            provideHttpClient(withInterceptors([tesseraInterceptor]), withNoXsrfProtection()),
            provideTessera(
                { issuer: settings.issuer, api: [settings.api], ...place.options },
                withRouting(),
                withErrorHandler(),
                ...(place.bound ? [withDpop()] : []),
            ),
            // These listen from the first moment on, whichever page comes first.
            provideEnvironmentInitializer(() => {
                inject(Journal);
                inject(Connection);
                inject(StepUp);
            }),
        ],
    };
}
