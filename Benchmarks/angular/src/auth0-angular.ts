import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import { inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withComponentInputBinding } from "@angular/router";
import { authGuardFn, authHttpInterceptorFn, AuthService, provideAuth0 } from "@auth0/auth0-angular";
import { App, Notes, Page } from "./plain";

class Login extends Page {
    readonly auth = inject(AuthService);
}

bootstrapApplication(App, {
    providers: [
        provideRouter(
            [
                { path: "login", component: Login },
                { path: "", component: Notes, canActivate: [authGuardFn] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptors([authHttpInterceptorFn]), withNoXsrfProtection()),
        provideAuth0({
            domain: "login.example.com",
            clientId: "notes",
            httpInterceptor: { allowedList: ["https://api.example.com/v1/*"] },
        }),
    ],
}).catch((error: unknown) => console.error(error));
