import { httpResource } from "@angular/common/http";
import { computed, inject, Injectable } from "@angular/core";

import { memberIn, momentIn, objectIn, textIn, textOrNullIn, truthIn } from "../answers/read";
import { personId } from "../settings/person";
import { SETTINGS } from "../settings/settings";

/** An account as the login service shows it to its owner. */
export interface Account {
    readonly id: string;
    readonly userName: string | null;
    readonly email: string | null;
    readonly displayName: string | null;
    readonly createdAt: Date;
}

/** Reads an account. @throws UnexpectedAnswer */
export function accountIn(document: unknown): Account {
    const members = objectIn(document);
    truthIn(members, "email_verified");
    return {
        id: textIn(members, "id"),
        userName: textOrNullIn(members, "user_name"),
        email: textOrNullIn(members, "email"),
        displayName: memberIn(members, "display_name") === undefined ? null : textOrNullIn(members, "display_name"),
        createdAt: momentIn(members, "created_at"),
    };
}

/** The account of the person who is signed in. */
@Injectable({ providedIn: "root" })
export class OwnAccount {
    readonly #person = personId();
    readonly #url = `${inject(SETTINGS).issuer}/auth/me`;

    /** The account; loaded again for another person. */
    readonly account = httpResource(() => (this.#person() ? this.#url : undefined), { parse: accountIn });
    /** The name by which the person signs in; empty until it is known. */
    readonly signInName = computed(() => {
        if (!this.account.hasValue()) return "";
        const { userName, email } = this.account.value();
        return userName ?? email ?? "";
    });
    /** What to call the person; empty until it is known. */
    readonly name = computed(() => {
        if (!this.account.hasValue()) return "";
        return this.account.value().displayName ?? this.signInName();
    });
}
