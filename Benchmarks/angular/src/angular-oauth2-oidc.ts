import { provideHttpClient, withInterceptorsFromDi, withNoXsrfProtection } from "@angular/common/http";
import { inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { type CanActivateFn, provideRouter, Router, withComponentInputBinding } from "@angular/router";
import { OAuthService, provideOAuthClient } from "angular-oauth2-oidc";
import { App, Notes, Page } from "./plain";

class Login extends Page {
    readonly oauth = inject(OAuthService);

    async begin(): Promise<void> {
        this.oauth.configure({ issuer: "https://login.example.com", clientId: "notes", responseType: "code", scope: "openid" });
        this.oauth.setupAutomaticSilentRefresh();
        await this.oauth.loadDiscoveryDocumentAndLogin();
    }
}
// The package has no guard.
const guard: CanActivateFn = () => inject(OAuthService).hasValidAccessToken() || inject(Router).parseUrl("/login");

bootstrapApplication(App, {
    providers: [
        provideRouter(
            [
                { path: "login", component: Login },
                { path: "", component: Notes, canActivate: [guard] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptorsFromDi(), withNoXsrfProtection()),
        provideOAuthClient({ resourceServer: { allowedUrls: ["https://api.example.com/v1"], sendAccessToken: true } }),
    ],
}).catch((error: unknown) => console.error(error));
