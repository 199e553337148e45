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

/** Gives the person all that is kept of them, in one file (GDPR, article 20). */
@Component({
    selector: "app-export-form",
    imports: [FormFault, FormRoot, TextField, WhosePassword],
    templateUrl: "./export-form.html",
    host: { class: "stack" },
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExportForm {
    readonly #http = inject(HttpClient);
    readonly #tessera = inject(Tessera);
    readonly #url = `${inject(SETTINGS).issuer}/auth/me/export`;

    protected readonly form = serverForm<Proof>(
        signal({ password: "" }),
        path => {
            required(path.password);
        },
        ({ password }) => this.#export(password),
        ownPassword("password"),
    );

    async #export(password: string): Promise<void> {
        await this.#tessera.confirm({ password });
        save(await firstValueFrom(this.#http.get(this.#url, { responseType: "blob" })), "notebook-account.json");
        this.form().reset({ password: "" });
    }
}

/** Lets the browser store `content`. The address leads to memory of this page, and is given back. */
function save(content: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => {
        URL.revokeObjectURL(link.href);
    }, 60_000);
}
