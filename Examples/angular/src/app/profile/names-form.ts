import { HttpClient } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, signal } from "@angular/core";
import { applyWhen, email, FormRoot, maxLength, required } from "@angular/forms/signals";
import { firstValueFrom } from "rxjs";

import { FormFault } from "../forms/form-fault";
import { ownPassword } from "../forms/own-password";
import { serverForm } from "../forms/server-form";
import { TextField } from "../forms/text-field";
import { SETTINGS } from "../settings/settings";
import { type Account, accountIn, OwnAccount } from "./own-account";

/** Changes the names of the account. Those by which one signs in need the password. */
@Component({
    selector: "app-names-form",
    imports: [FormFault, FormRoot, TextField],
    templateUrl: "./names-form.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NamesForm {
    readonly account = input.required<Account>();

    readonly #http = inject(HttpClient);
    readonly #own = inject(OwnAccount);
    readonly #url = `${inject(SETTINGS).issuer}/auth/me`;
    readonly #model = linkedSignal(() => modelOf(this.account()));

    protected readonly isDone = signal(false);
    protected readonly form = serverForm<Names>(
        this.#model,
        path => {
            required(path.userName);
            maxLength(path.userName, 64);
            email(path.email);
            maxLength(path.displayName, 100);
            applyWhen(
                path,
                ({ value }) => this.#changesSignIn(value()),
                changed => {
                    required(changed.password);
                },
            );
        },
        names => this.#save(names),
        { ...ownPassword("password"), user_name: "userName", email: "email", display_name: "displayName" },
    );

    protected readonly needsPassword = () => this.#changesSignIn(this.#model());

    #changesSignIn(names: Names): boolean {
        const before = modelOf(this.account());
        return names.userName !== before.userName || names.email !== before.email;
    }

    async #save(names: Names): Promise<void> {
        this.isDone.set(false);
        const before = modelOf(this.account());
        // Only what has changed (RFC 7396): a name that somebody changed elsewhere meanwhile stays.
        const body = {
            ...(names.userName === before.userName ? {} : { user_name: names.userName }),
            ...(names.email === before.email ? {} : { email: names.email || null }),
            ...(names.displayName === before.displayName ? {} : { display_name: names.displayName || null }),
            ...(this.#changesSignIn(names) ? { current_password: names.password } : {}),
        };
        const account = accountIn(await firstValueFrom(this.#http.patch<unknown>(this.#url, body)));
        this.#own.account.set(account);
        this.form().reset();
        this.isDone.set(true);
    }
}

interface Names {
    userName: string;
    email: string;
    displayName: string;
    password: string;
}

const modelOf = (account: Account): Names => ({
    userName: account.userName ?? "",
    email: account.email ?? "",
    displayName: account.displayName ?? "",
    password: "",
});
