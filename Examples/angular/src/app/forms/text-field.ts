import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { type FieldTree, FormField } from "@angular/forms/signals";

import { Faults, faultsOf } from "./faults";

/** One line of text with its label, a hint, and what is wrong with it. */
@Component({
    selector: "app-text-field",
    imports: [FormField, Faults],
    templateUrl: "./text-field.html",
    host: { class: "field" },
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TextField {
    readonly field = input.required<FieldTree<string>>();
    readonly label = input.required<string>();
    readonly name = input.required<string>();
    readonly type = input<"text" | "email" | "password">("text");
    readonly autocomplete = input("off");
    readonly hint = input("");
    readonly optional = input(false);

    /** Names are no prose: neither corrected nor written with a capital. */
    protected readonly isName = computed(() => ["username", "email"].includes(this.autocomplete()));
    protected readonly isWrong = computed(() => faultsOf(this.field()).length > 0);
    protected readonly describedBy = computed(
        () => `${this.hint() === "" ? "" : `${this.name()}-hint `}${this.name()}-faults`,
    );
}
