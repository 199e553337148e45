import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import { inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withComponentInputBinding } from "@angular/router";
import {
    createAuthGuard,
    createInterceptorCondition,
    INCLUDE_BEARER_TOKEN_INTERCEPTOR_CONFIG,
    type IncludeBearerTokenCondition,
    includeBearerTokenInterceptor,
    KEYCLOAK_EVENT_SIGNAL,
    provideKeycloak,
} from "keycloak-angular";
import Keycloak from "keycloak-js";
import { App, Notes, Page } from "./plain";

class Login extends Page {
    readonly keycloak = inject(Keycloak);
    readonly event = inject(KEYCLOAK_EVENT_SIGNAL);
}
const guard = createAuthGuard(async (_route, _state, { authenticated }) => authenticated);
const api = createInterceptorCondition<IncludeBearerTokenCondition>({ urlPattern: /^https:\/\/api\.example\.com\/v1/ });

bootstrapApplication(App, {
    providers: [
        provideKeycloak({
            config: { url: "https://login.example.com", realm: "notes", clientId: "notes" },
            initOptions: { onLoad: "check-sso" },
        }),
        { provide: INCLUDE_BEARER_TOKEN_INTERCEPTOR_CONFIG, useValue: [api] },
        provideRouter(
            [
                { path: "login", component: Login },
                { path: "", component: Notes, canActivate: [guard] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptors([includeBearerTokenInterceptor]), withNoXsrfProtection()),
    ],
}).catch((error: unknown) => console.error(error));
