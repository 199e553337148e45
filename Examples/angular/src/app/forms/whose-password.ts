import { ChangeDetectionStrategy, Component, inject } from "@angular/core";

import { OwnAccount } from "../profile/own-account";

/** Tells a password manager whose password a form asks for, where the person need not type the name. */
@Component({
    selector: "app-whose-password",
    template: `<input
        type="text"
        name="username"
        autocomplete="username"
        readonly
        hidden
        [value]="own.signInName()"
    />`,
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WhosePassword {
    protected readonly own = inject(OwnAccount);
}
