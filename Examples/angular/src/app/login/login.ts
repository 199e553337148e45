import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormRoot, required } from "@angular/forms/signals";
import { RouterLink } from "@angular/router";
import { Tessera } from "@tessera/angular";

import { FormFault } from "../forms/form-fault";
import { serverForm } from "../forms/server-form";
import { TextField } from "../forms/text-field";
import { Why } from "../shell/why";

/** Signs in. Where to go afterwards is the router's matter: `withRouting` leaves this page as soon as a session begins. */
@Component({
    selector: "app-login",
    imports: [FormFault, FormRoot, RouterLink, TextField, Why],
    templateUrl: "./login.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Login {
    readonly #tessera = inject(Tessera);

    protected readonly form = serverForm(
        signal({ identifier: "", password: "" }),
        path => {
            required(path.identifier);
            required(path.password);
        },
        credentials => this.#tessera.login(credentials),
    );
}
