// Forms: one submission at a time, the fault beside the field, and the focus where it helps.

import { errorWords } from "./demo-words.js";

/**
 * Lets a form do something instead of being sent.
 * @param {function} action - gets the fields' texts by name; what it throws is shown.
 * @param {object} words - `fieldNames` maps the server's names of fields to the form's.
 */
export function onSubmit(form, action, { fieldNames = {} } = {}) {
    const fault = form.querySelector(".form-fault");
    let isBusy = false;

    function show(error) {
        fault.textContent = errorWords(error);
        const field = form.elements.namedItem(fieldNames[error?.field] ?? error?.field ?? "");
        if (!field) return;
        field.setAttribute("aria-invalid", "true");
        field.focus();
    }

    form.addEventListener("submit", async event => {
        event.preventDefault();
        if (isBusy) return;
        isBusy = true;
        fault.textContent = "";
        for (const field of form.elements) field.removeAttribute("aria-invalid");
        form.setAttribute("aria-busy", "true");
        try {
            await action(Object.fromEntries(new FormData(form)), form);
        } catch (error) {
            show(error);
        } finally {
            isBusy = false;
            form.removeAttribute("aria-busy");
        }
    });
}

/** Sign-in and registration, with the attributes that password managers know. */
export function connectSignIn({ signIn, register }, client) {
    onSubmit(signIn, async ({ identifier, password }, form) => {
        await client.login({ identifier, password });
        form.reset();
    });
    onSubmit(register, async ({ user_name: userName, email, password }, form) => {
        await client.register({ userName, password, ...(email === "" ? {} : { email }) });
        await client.login({ identifier: userName, password });
        form.reset();
        signIn.reset();
    });
}
