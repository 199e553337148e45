// The notes on the page: list, add, edit, delete.

import { onSubmit } from "./demo-forms.js";
import { notesAPI, NotesError } from "./demo-notes-api.js";
import { counted, errorWords } from "./demo-words.js";
import { relativeTime } from "../workbench/token-time.js";
import { make } from "../workbench/token-view.js";

/**
 * @param {object} elements - `section`, `list`, `form`, `count`, `empty`, `trouble`, `title`.
 * @param {object} world - `base`: where the API is, null when the server names none; `isOnline()`; `say(text)` tells a sentence to
 * whoever cannot see the change.
 * @returns {object} `load()` fetches and shows, `clear()` forgets what belongs to somebody.
 */
export function connectNotes({ list, form, count, empty, trouble, title }, client, { base, isOnline, say }) {
    const api = base === null ? null : notesAPI(base, (address, request) => client.fetch(address, request));
    let notes = [];
    let owner = 0;

    function render() {
        list.replaceChildren(...notes.map(item));
        count.textContent = notes.length === 0 ? "" : counted(notes.length, "note");
        empty.hidden = notes.length > 0 || !trouble.hidden;
    }

    function show(troubles) {
        trouble.hidden = troubles.length === 0;
        form.hidden = troubles.length > 0;
        trouble.replaceChildren(...troubles);
        render();
    }

    /** What is wrong, and what to do about it. */
    function explain(error) {
        const again = make("button", { class: "plain small" }, "Try again");
        again.addEventListener("click", load);
        const row = make("div", { class: "row" }, again);
        if (api === null) {
            return [make("p", {}, make("strong", {}, "This server names no API. "), "Its access tokens are for itself alone. Start it so that they are for the notes API, too:"),
                make("pre", {}, "make run")];
        }
        if (!isOnline()) return [make("p", {}, make("strong", {}, "You are offline. "), "You stay signed in; the notes come when the network is back."), row];
        switch (error instanceof NotesError ? error.kind : "") {
        case "unreachable": return [
            make("p", {}, make("strong", {}, "The notes API does not respond. "), `It should run at ${base}. Start it in another shell:`),
            make("pre", {}, "make notes"), row];
        case "forbidden": return [
            make("p", {}, make("strong", {}, "The token does not allow it. "), error.message, " Start the login service with the scopes of the notes:"),
            make("pre", {}, "tessera serve --scopes \"account notes:read notes:write\""), row];
        default: return [make("p", {}, error instanceof NotesError ? error.message : errorWords(error)), row];
        }
    }

    async function load() {
        const mine = owner;
        if (api === null) {
            show(explain(null));
            return;
        }
        try {
            const found = await api.list();
            if (mine !== owner) return;
            notes = found;
            show([]);
        } catch (error) {
            // Who was signed out meanwhile is on another page already.
            if (mine === owner && client.state.value.status === "signedIn") show(explain(error));
        }
    }

    function item(note) {
        const edit = make("button", { class: "plain small", "aria-label": `Edit ${note.title}` }, "Edit");
        const remove = make("button", { class: "plain small", "aria-label": `Delete ${note.title}` }, "Delete");
        const fault = make("p", { class: "bad", role: "alert" });
        const seconds = Math.floor(Date.parse(note.updated_at) / 1000);
        const element = make("li", { "data-id": note.id },
            make("h2", { dir: "auto" }, note.title),
            note.text === "" ? null : make("p", { class: "note-text", dir: "auto" }, note.text),
            fault,
            make("div", { class: "row spread" },
                make("time", { class: "quiet", datetime: note.updated_at }, relativeTime(seconds, Math.max(seconds, Math.floor(Date.now() / 1000)))),
                make("div", { class: "row" }, edit, remove)));
        edit.addEventListener("click", () => element.replaceWith(editor(note)));
        remove.addEventListener("click", async () => {
            remove.disabled = true;
            try {
                await api.remove(note.id);
            } catch (error) {
                if (error.kind !== "gone") {
                    fault.textContent = error instanceof NotesError ? error.message : errorWords(error);
                    remove.disabled = false;
                    return;
                }
            }
            const at = notes.findIndex(one => one.id === note.id);
            notes = notes.filter(one => one.id !== note.id);
            render();
            say(`Deleted ${note.title}.`);
            (list.children[Math.min(at, notes.length - 1)]?.querySelector("button:last-of-type") ?? title).focus();
        });
        return element;
    }

    function editor(note) {
        const titleField = make("input", { name: "title", required: "", maxlength: "200", autocomplete: "off" });
        const textField = make("textarea", { name: "text", rows: "4", maxlength: "4000" });
        [titleField.value, textField.value] = [note.title, note.text];
        const cancel = make("button", { class: "plain", type: "button" }, "Cancel");
        const editForm = make("form", { class: "note-form", "aria-label": `Edit ${note.title}` },
            make("label", {}, "Title ", titleField), make("label", {}, "Text ", textField),
            make("p", { class: "form-fault bad", role: "alert" }), make("div", { class: "row" }, make("button", {}, "Save"), cancel));
        const element = make("li", { "data-id": note.id }, editForm);
        const close = shown => {
            const row = item(shown);
            element.replaceWith(row);
            row.querySelector("button").focus();
        };
        cancel.addEventListener("click", () => close(note));
        editForm.addEventListener("keydown", event => event.key === "Escape" && close(note));
        onSubmit(editForm, async ({ title: newTitle, text }) => {
            const changed = await api.replace(note.id, { title: newTitle, text });
            notes = notes.map(one => (one.id === note.id ? changed : one));
            close(changed);
            say(`Saved ${changed.title}.`);
        });
        // It takes the focus once it is on the page.
        queueMicrotask(() => titleField.focus());
        return element;
    }

    onSubmit(form, async (note, sent) => {
        const added = await api.add(note);
        notes = [added, ...notes];
        sent.reset();
        render();
        say(`Added ${added.title}.`);
        sent.elements.title.focus();
    });

    return {
        load,
        clear() {
            owner += 1;
            notes = [];
            form.reset();
            show([]);
            empty.hidden = true;
        },
    };
}
