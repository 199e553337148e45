import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterOutlet, type Routes } from "@angular/router";
import { signedIn, signedOut, Tessera, tesseraReturnUrl } from "@tessera/angular";

@Component({
    selector: "trial-login",
    template: "<h1>Sign in</h1>",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Login {
    readonly next = tesseraReturnUrl();
}

@Component({
    selector: "trial-home",
    template: "<h1>{{ tessera.user()?.id }}</h1>",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Home {
    readonly tessera = inject(Tessera);
}

@Component({
    selector: "trial-root",
    imports: [RouterOutlet],
    template: "<p>{{ tessera.status() }}</p><router-outlet />",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
    readonly tessera = inject(Tessera);
}

export const routes: Routes = [
    { path: "login", component: Login, canActivate: [signedOut()] },
    { path: "", component: Home, canActivate: [signedIn()] },
];
