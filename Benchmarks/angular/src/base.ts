// What every application has: router, HttpClient, an interceptor and a guard. Sizes are measured over this one.
import {
    type HttpInterceptorFn,
    provideHttpClient,
    withInterceptors,
    withNoXsrfProtection,
} from "@angular/common/http";
import { inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { type CanActivateFn, provideRouter, Router, withComponentInputBinding } from "@angular/router";
import { App, Notes, Page } from "./plain";

const interceptor: HttpInterceptorFn = (request, next) => next(request.clone({ setHeaders: { "X-Trial": "yes" } }));
const guard: CanActivateFn = () => location.hash === "" || inject(Router).parseUrl("/login");

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
