import { ChangeDetectionStrategy, Component, inject, input, linkedSignal } from "@angular/core";
import type { Field, ValidationError } from "@angular/forms/signals";

import { Pressing } from "./pressing";

/** What is wrong with one field, for people; the text stands in a live region beside its control. */
@Component({
    selector: "app-faults",
    template: `@for (fault of shown(); track fault) {
        <p class="field-error">{{ fault }}</p>
    }`,
    host: { class: "faults", "aria-live": "polite", "[id]": "at()" },
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Faults {
    readonly field = input.required<Field<string>>();
    /** The element's id, which the control names in `aria-describedby`. */
    readonly at = input.required<string>();

    readonly #pressing = inject(Pressing);

    /** While something is being pressed it stays as it was, so that nothing moves under the pointer. */
    protected readonly shown = linkedSignal<{ faults: string[]; waits: boolean }, string[]>({
        source: () => ({ faults: faultsOf(this.field()), waits: this.#pressing.isDown() }),
        computation: ({ faults, waits }, before) => (waits && before ? before.value : faults),
    });
}

/** What to say about a field, once the person has been there. */
export function faultsOf(field: Field<string>): string[] {
    const state = field();
    return state.touched() ? state.errors().map(faultWords) : [];
}

/** What to say about one error: the server's words, or ours for its kind. */
export function faultWords(error: ValidationError): string {
    if (error.message) return error.message;
    switch (error.kind) {
        case "required":
            return $localize`:@@fault.required:Please fill this in.`;
        case "email":
            return $localize`:@@fault.email:This is not an e-mail address.`;
        case "minLength":
            return $localize`:@@fault.too_short:This is too short.`;
        case "maxLength":
            return $localize`:@@fault.too_long:This is too long.`;
        default:
            return $localize`:@@fault.other:This is not accepted.`;
    }
}
