import { HttpClient } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormRoot, required } from "@angular/forms/signals";
import { Tessera } from "@tessera/angular";
import { firstValueFrom } from "rxjs";

import { FormFault } from "../forms/form-fault";
import { ownPassword } from "../forms/own-password";
import { newPassword, passwordHint } from "../forms/passwords";
import { serverForm } from "../forms/server-form";
import { TextField } from "../forms/text-field";
import { WhosePassword } from "../forms/whose-password";
import { SETTINGS } from "../settings/settings";

/** What the form asks for. */
interface NewPassword {
    current: string;
    next: string;
}

/** Sets a new password, once the person has proved who they are. Every other session ends with it. */
@Component({
    selector: "app-password-form",
    imports: [FormFault, FormRoot, TextField, WhosePassword],
    templateUrl: "./password-form.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasswordForm {
    readonly #http = inject(HttpClient);
    readonly #tessera = inject(Tessera);
    readonly #url = `${inject(SETTINGS).issuer}/auth/me/password`;

    protected readonly passwordHint = passwordHint;
    protected readonly isDone = signal(false);
    protected readonly form = serverForm<NewPassword>(
        signal({ current: "", next: "" }),
        path => {
            required(path.current);
            required(path.next);
            newPassword(path.next);
        },
        value => this.#change(value),
        {
            ...ownPassword("current"),
            new_password: "next",
        },
    );

    async #change({ current, next }: NewPassword): Promise<void> {
        this.isDone.set(false);
        await this.#tessera.confirm({ password: current });
        await firstValueFrom(this.#http.put(this.#url, { current_password: current, new_password: next }));
        this.form().reset({ current: "", next: "" });
        this.isDone.set(true);
    }
}
