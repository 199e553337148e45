import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import { inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withComponentInputBinding } from "@angular/router";
import { authInterceptor, autoLoginPartialRoutesGuard, OidcSecurityService, provideAuth } from "angular-auth-oidc-client";
import { App, Notes, Page } from "./plain";

class Login extends Page {
    readonly oidc = inject(OidcSecurityService);
}

bootstrapApplication(App, {
    providers: [
        provideRouter(
            [
                { path: "login", component: Login },
                { path: "", component: Notes, canActivate: [autoLoginPartialRoutesGuard] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptors([authInterceptor()]), withNoXsrfProtection()),
        provideAuth({
            config: {
                authority: "https://login.example.com",
                clientId: "notes",
                redirectUrl: "https://app.example.com",
                responseType: "code",
                scope: "openid offline_access",
                silentRenew: true,
                useRefreshToken: true,
                secureRoutes: ["https://api.example.com/v1"],
            },
        }),
    ],
}).catch((error: unknown) => console.error(error));
