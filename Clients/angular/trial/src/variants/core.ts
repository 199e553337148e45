// The same with the client and nothing of the library: what the library adds is measured over this one.
import {
    type HttpInterceptorFn,
    provideHttpClient,
    withInterceptors,
    withNoXsrfProtection,
} from "@angular/common/http";
import { inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { type CanActivateFn, provideRouter, Router, withComponentInputBinding } from "@angular/router";
import { createClient, safeReturnPath } from "@tessera/client";
import { App, Notes, Page } from "./plain";

const client = createClient({ issuer: "https://login.example.com" });
const interceptor: HttpInterceptorFn = (request, next) => next(request.clone({ setHeaders: { "X-Trial": "yes" } }));
const guard: CanActivateFn = () =>
    client.state.value.status !== "unknown" || inject(Router).parseUrl(safeReturnPath("/login"));

bootstrapApplication(App, {
    providers: [
        provideRouter(
            [
                { path: "login", component: Page },
                { path: "", component: Notes, canActivate: [guard] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptors([interceptor]), withNoXsrfProtection()),
    ],
}).catch((error: unknown) => {
    console.error(error);
});
