import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import { inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withComponentInputBinding } from "@angular/router";
import { hasRole, provideTessera, signedIn, signedOut, Tessera, tesseraInterceptor, withRouting } from "@tessera/angular";
import { App, Notes, Page } from "./plain";

class Login extends Page {
    readonly tessera = inject(Tessera);
}

bootstrapApplication(App, {
    providers: [
        provideRouter(
            [
                { path: "login", component: Login, canActivate: [signedOut()] },
                { path: "admin", component: Page, canMatch: [hasRole("admin")] },
                { path: "", component: Notes, canActivate: [signedIn()] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptors([tesseraInterceptor]), withNoXsrfProtection()),
        provideTessera({ issuer: "https://login.example.com", api: ["https://api.example.com/v1"] }, withRouting()),
    ],
}).catch((error: unknown) => console.error(error));
