import { HttpClient } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormRoot, required } from "@angular/forms/signals";
import type { Proof } from "@tessera/client";
import { Tessera } from "@tessera/angular";
import { firstValueFrom } from "rxjs";

import { FormFault } from "../forms/form-fault";
import { ownPassword } from "../forms/own-password";
import { serverForm } from "../forms/server-form";
import { TextField } from "../forms/text-field";
import { WhosePassword } from "../forms/whose-password";
import { SETTINGS } from "../settings/settings";
import { Ask } from "../shell/ask";

/** Deletes the account for good. */
@Component({
    selector: "app-delete-form",
    imports: [FormFault, FormRoot, TextField, WhosePassword],
    templateUrl: "./delete-form.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DeleteForm {
    readonly #ask = inject(Ask);
    readonly #http = inject(HttpClient);
    readonly #tessera = inject(Tessera);
    readonly #url = `${inject(SETTINGS).issuer}/auth/me`;

    protected readonly form = serverForm<Proof>(
        signal({ password: "" }),
        path => {
            required(path.password);
        },
        ({ password }) => this.#delete(password),
        ownPassword("password"),
    );

    async #delete(password: string): Promise<void> {
        await this.#tessera.confirm({ password });
        const isMeant = await this.#ask.ask({
            title: $localize`:@@delete.question:Delete your account?`,
            text: $localize`:@@delete.question.text:Your account and its sessions are deleted for good. They cannot be brought back.`,
            yes: $localize`:@@delete.yes:Delete my account`,
            no: $localize`:@@delete.no:Keep it`,
        });
        if (!isMeant) return;
        await firstValueFrom(this.#http.delete(this.#url, { body: { password } }));
        // The server has ended the session. The client learns it, and why, by asking; the router does the rest.
        await this.#tessera.refresh().catch(() => undefined);
    }
}
