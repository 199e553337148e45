import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import type { ApplicationConfig } from "@angular/core";
import { provideClientHydration, withNoIncrementalHydration } from "@angular/platform-browser";
import { provideRouter } from "@angular/router";
import { provideTessera, tesseraInterceptor, withRouting } from "@tessera/angular";
import { routes } from "./app";

export const config: ApplicationConfig = {
    providers: [
        provideRouter(routes),
        // The default writes two inline scripts, which a strict policy blocks.
        provideClientHydration(withNoIncrementalHydration()),
        provideHttpClient(withInterceptors([tesseraInterceptor]), withNoXsrfProtection()),
        provideTessera({ issuer: "http://localhost:1" }, withRouting()),
    ],
};
