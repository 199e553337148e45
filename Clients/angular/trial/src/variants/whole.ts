// Everything that the library has.
import { provideHttpClient, withInterceptors, withNoXsrfProtection } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withComponentInputBinding } from "@angular/router";
import * as library from "@tessera/angular";
import { App, Notes } from "./plain";

@Component({
    selector: "trial-login",
    imports: [library.TesseraIfRole],
    template: `<h1 *tesseraIfRole="'admin'">{{ left() }} {{ next }} {{ tessera.user()?.id }}</h1>`,
    changeDetection: ChangeDetectionStrategy.OnPush,
})
class Login {
    readonly tessera = inject(library.Tessera);
    readonly left = library.tesseraExpiresIn();
    readonly next = library.tesseraReturnUrl();
    readonly context = library.tesseraAuth("skip");
}

bootstrapApplication(App, {
    providers: [
        provideRouter(
            [
                { path: "login", component: Login, canActivate: [library.signedOut()] },
                { path: "admin", component: Login, canMatch: [library.hasRole("admin")] },
                { path: "scope", component: Login, canMatch: [library.hasScope("a"), library.hasPermission("b")] },
                { path: "recent", component: Login, canMatch: [library.recentlySignedIn(300)] },
                { path: "", component: Notes, canActivate: [library.signedIn()] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptors([library.tesseraInterceptor]), withNoXsrfProtection()),
        library.provideTessera(
            { issuer: "https://login.example.com", api: ["https://api.example.com/v1"], mode: "token" },
            library.withRouting(),
            library.withDpop(),
            library.withErrorHandler(),
        ),
    ],
})
    .then(application => application.injector.get(library.TESSERA_CLIENT)?.getSession())
    .catch((error: unknown) => {
        console.error(error);
    });
