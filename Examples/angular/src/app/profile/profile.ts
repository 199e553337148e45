import { ChangeDetectionStrategy, Component, inject } from "@angular/core";

import { problemWords } from "../words/problems";
import { Moment } from "../words/times";
import { DeleteForm } from "./delete-form";
import { ExportForm } from "./export-form";
import { NamesForm } from "./names-form";
import { OwnAccount } from "./own-account";
import { PasswordForm } from "./password-form";

/** One's own account: its names, its password, all that is kept of it, and its end. */
@Component({
    selector: "app-profile",
    imports: [DeleteForm, ExportForm, Moment, NamesForm, PasswordForm],
    templateUrl: "./profile.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Profile {
    protected readonly own = inject(OwnAccount);
    protected readonly words = problemWords;
}
