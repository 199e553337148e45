import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormRoot, required } from "@angular/forms/signals";
import { Router } from "@angular/router";
import type { Proof } from "@tessera/client";
import { Tessera, tesseraReturnUrl } from "@tessera/angular";

import { FormFault } from "../forms/form-fault";
import { ownPassword } from "../forms/own-password";
import { serverForm } from "../forms/server-form";
import { TextField } from "../forms/text-field";
import { WhosePassword } from "../forms/whose-password";

/** Asks a person who signed in a while ago to prove once more who they are, keeps the session, and leads back. */
@Component({
    selector: "app-confirm",
    imports: [FormFault, FormRoot, TextField, WhosePassword],
    templateUrl: "./confirm.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Confirm {
    readonly #tessera = inject(Tessera);
    readonly #router = inject(Router);
    readonly #back = tesseraReturnUrl();

    protected readonly form = serverForm<Proof>(
        signal({ password: "" }),
        path => {
            required(path.password);
        },
        async ({ password }) => {
            await this.#tessera.confirm({ password });
            await this.#router.navigateByUrl(this.#back, { replaceUrl: true });
        },
        ownPassword("password"),
    );
}
