import type { WritableSignal } from "@angular/core";
import { type FieldTree, maxLength, required, type SchemaPath, validate } from "@angular/forms/signals";

import { serverForm } from "../forms/server-form";
import type { Draft } from "./note";

/** A form for a note, with the limits of the API. */
export function draftForm(model: WritableSignal<Draft>, save: (draft: Draft) => Promise<unknown>): FieldTree<Draft> {
    return serverForm(
        model,
        path => {
            required(path.title);
            atMost(path.title, 200);
            maxLength(path.text, 10_000);
            atMost(path.text, 10_000);
        },
        save,
    );
}

/** The API counts bytes of UTF-8. */
function atMost(path: SchemaPath<string>, bytes: number): void {
    validate(path, ({ value }) =>
        new TextEncoder().encode(value()).length <= bytes
            ? undefined
            : {
                  kind: "maxLength",
                  message: $localize`:@@fault.bytes:This is too long: at most ${bytes}:count: bytes.`,
              },
    );
}
