import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { email, FormRoot, maxLength, required } from "@angular/forms/signals";
import { RouterLink } from "@angular/router";
import { Tessera } from "@tessera/angular";

import { FormFault } from "../forms/form-fault";
import { newPassword, passwordHint } from "../forms/passwords";
import { serverForm } from "../forms/server-form";
import { TextField } from "../forms/text-field";

/** What the form asks for. */
interface NewPerson {
    userName: string;
    email: string;
    password: string;
}

/** Makes an account, and signs in with it. */
@Component({
    selector: "app-register",
    imports: [FormFault, FormRoot, RouterLink, TextField],
    templateUrl: "./register.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Register {
    readonly #tessera = inject(Tessera);

    protected readonly passwordHint = passwordHint;
    protected readonly form = serverForm<NewPerson>(
        signal({ userName: "", email: "", password: "" }),
        path => {
            required(path.userName);
            maxLength(path.userName, 64);
            email(path.email);
            required(path.password);
            newPassword(path.password);
        },
        person => this.#register(person),
        { user_name: "userName", email: "email", password: "password" },
    );

    async #register({ userName, email, password }: NewPerson): Promise<void> {
        await this.#tessera.register({ userName, password, ...(email === "" ? {} : { email }) });
        await this.#tessera.login({ identifier: userName, password });
    }
}
