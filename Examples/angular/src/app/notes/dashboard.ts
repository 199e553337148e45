import { httpResource } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { FormField, FormRoot } from "@angular/forms/signals";
import { RouterLink } from "@angular/router";

import { Faults } from "../forms/faults";
import { FormFault } from "../forms/form-fault";
import { TextField } from "../forms/text-field";
import { Connection } from "../settings/connection";
import { personId } from "../settings/person";
import { Ask } from "../shell/ask";
import { problemWords } from "../words/problems";
import { Ago, Moment } from "../words/times";
import { draftForm } from "./draft-form";
import { type Draft, type Note, notesIn } from "./note";
import { NotesApi } from "./notes-api";

/** The person's notes, and a place to write one. */
@Component({
    selector: "app-dashboard",
    imports: [Ago, Faults, FormFault, FormField, FormRoot, Moment, RouterLink, TextField],
    templateUrl: "./dashboard.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Dashboard {
    readonly #api = inject(NotesApi);
    readonly #ask = inject(Ask);
    readonly #person = personId();
    readonly #connection = inject(Connection);

    /** Loaded again for another person, and when the network comes back. */
    protected readonly notes = httpResource(
        () => (this.#person() && this.#connection.returns() >= 0 ? this.#api.url : undefined),
        { parse: notesIn },
    );
    /** What is shown; nothing of it is another person's. */
    protected readonly shown = computed(() => (this.notes.hasValue() ? this.notes.value() : null));
    protected readonly trouble = signal<string | null>(null);
    protected readonly words = problemWords;
    protected readonly form = draftForm(signal<Draft>({ title: "", text: "" }), draft => this.#add(draft));

    async #add(draft: Draft): Promise<void> {
        const note = await this.#api.create(draft);
        this.form().reset({ title: "", text: "" });
        this.notes.update(before => [note, ...(before ?? [])]);
    }

    protected async delete(note: Note): Promise<void> {
        const isMeant = await this.#ask.ask({
            title: $localize`:@@note.delete.question:Delete this note?`,
            text: note.title,
            yes: $localize`:@@note.delete.yes:Delete`,
            no: $localize`:@@note.delete.no:Keep it`,
        });
        if (!isMeant) return;
        this.trouble.set(null);
        try {
            await this.#api.delete(note.id);
            this.notes.update(before => before?.filter(one => one.id !== note.id));
        } catch (error) {
            this.trouble.set(problemWords(error));
        }
    }
}
