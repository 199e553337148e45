import { httpResource } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterOutlet, type Routes } from "@angular/router";
import { hasRole, signedIn, Tessera, TesseraIfRole } from "@tessera/angular";

@Component({
    selector: "trial-public",
    imports: [TesseraIfRole],
    template: `
        <h1>Public</h1>
        @switch (tessera.status()) {
            @case ("signedIn") {
                <p id="who">{{ tessera.user()?.id }}</p>
            }
            @case ("signedOut") {
                <p id="who">nobody</p>
            }
            @default {
                <p id="who">…</p>
            }
        }
        <p *tesseraIfRole="'admin'; else other">administration</p>
        <ng-template #other><p>no administration</p></ng-template>
    `,
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Public {
    readonly tessera = inject(Tessera);
    // On a server nobody is there, so nothing is asked for.
    readonly notes = httpResource(() => (this.tessera.user() ? "/api/notes" : undefined));
}

@Component({
    selector: "trial-private",
    template: "<h1>Private page of {{ tessera.user()?.id }}</h1>",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Private {
    readonly tessera = inject(Tessera);
}

@Component({ selector: "trial-login", template: "<h1>Sign in</h1>", changeDetection: ChangeDetectionStrategy.OnPush })
export class Login {}

@Component({
    selector: "trial-root",
    imports: [RouterOutlet],
    template: "<router-outlet />",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {}

export const routes: Routes = [
    { path: "", pathMatch: "full", component: Public },
    { path: "login", component: Login },
    { path: "private", component: Private, canActivate: [signedIn()] },
    { path: "admin", component: Private, canMatch: [hasRole("admin")] },
    { path: "wrong", component: Private, canActivate: [signedIn()] },
];
