import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import type { FieldTree } from "@angular/forms/signals";

import { faultWords } from "./faults";

/** What is wrong with a form as a whole, read out at once. */
@Component({
    selector: "app-form-fault",
    template: `@for (fault of shown(); track fault) {
        <p class="banner refused">{{ fault }}</p>
    }`,
    host: { role: "alert" },
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FormFault<Model> {
    readonly form = input.required<FieldTree<Model>>();

    protected readonly shown = computed(() => this.form()().errors().map(faultWords));
}
