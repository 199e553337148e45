import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import { provideZoneChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter } from "@angular/router";
import { provideTessera, tesseraInterceptor, withRouting } from "@tessera/angular";
import { App, routes } from "./app";

bootstrapApplication(App, {
    providers: [
        provideZoneChangeDetection(),
        provideRouter(routes),
        provideHttpClient(withInterceptors([tesseraInterceptor]), withNoXsrfProtection()),
        provideTessera({ issuer: "https://login.example.com" }, withRouting()),
    ],
}).catch((error: unknown) => {
    console.error(error);
});
