import { type SchemaPath, validate } from "@angular/forms/signals";

/** As many characters as the login service asks for; it has the last word. */
export const leastPasswordLength = 15;

/** A new password is long enough. Counted as the login service counts: by code points. */
export function newPassword(path: SchemaPath<string>): void {
    validate(path, ({ value }) =>
        value() === "" || Array.from(value()).length >= leastPasswordLength
            ? undefined
            : {
                  kind: "minLength",
                  message: $localize`:@@fault.password_short:A password has at least ${leastPasswordLength}:count: characters.`,
              },
    );
}

/** What to say about a new password. */
export const passwordHint = $localize`:@@field.new_password.hint:At least ${leastPasswordLength}:count: characters. A few unrelated words make a good one.`;
