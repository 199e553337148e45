import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withComponentInputBinding } from "@angular/router";
import { provideTessera, tesseraInterceptor, withRouting } from "@tessera/angular";
import { App, routes } from "./app";

bootstrapApplication(App, {
    providers: [
        provideRouter(routes, withComponentInputBinding()),
        provideHttpClient(withInterceptors([tesseraInterceptor]), withNoXsrfProtection()),
        provideTessera({ issuer: "https://login.example.com", api: ["https://api.example.com/v1"] }, withRouting()),
    ],
}).catch((error: unknown) => {
    console.error(error);
});
