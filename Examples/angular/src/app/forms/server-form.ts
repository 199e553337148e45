import type { WritableSignal } from "@angular/core";
import { type FieldState, type FieldTree, form, type SchemaFn, type ValidationError } from "@angular/forms/signals";

import { problemOf } from "../words/problems";

/**
 * A form whose value a server judges, too. What it refuses stands at its field, or above the button when it is about none of
 * them, and the first field at fault gets the focus.
 *
 * @param action what is done when the form is submitted.
 * @param fields the form's name for each name of the server's.
 */
export function serverForm<Model>(
    model: WritableSignal<Model>,
    rules: SchemaFn<Model>,
    action: (value: Model) => Promise<unknown>,
    fields: Readonly<Record<string, keyof Model & string>> = {},
): FieldTree<Model> {
    const state = () => made() as FieldState<Model>;
    const made: FieldTree<Model> = form(model, rules, {
        submission: {
            async action() {
                try {
                    await action(state().value());
                    return undefined;
                } catch (error) {
                    // After the errors are drawn, so that they are read out with the field.
                    setTimeout(() => {
                        focusFirstFault(state());
                    });
                    return faultOf(error, made, fields);
                }
            },
            onInvalid: () => {
                focusFirstFault(state());
            },
        },
    });
    return made;
}

function faultOf(
    error: unknown,
    form: unknown,
    fields: Readonly<Record<string, string>>,
): ValidationError.WithOptionalFieldTree {
    const { field, code, words } = problemOf(error);
    const name = [field, code].flatMap(key => (key !== null && Object.hasOwn(fields, key) ? [fields[key]] : []))[0];
    const place = name === undefined ? undefined : (form as Record<string, FieldTree<string>>)[name];
    return place ? { kind: "refused", message: words, fieldTree: place } : { kind: "refused", message: words };
}

function focusFirstFault(state: { errorSummary(): ValidationError.WithFieldTree[] }): void {
    state.errorSummary()[0]?.fieldTree().focusBoundControl();
}
