import { httpResource } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, signal } from "@angular/core";
import { FormField, FormRoot } from "@angular/forms/signals";
import { Router, RouterLink } from "@angular/router";

import { Faults } from "../forms/faults";
import { FormFault } from "../forms/form-fault";
import { TextField } from "../forms/text-field";
import { personId } from "../settings/person";
import { Ask } from "../shell/ask";
import { problemWords } from "../words/problems";
import { Moment } from "../words/times";
import { draftForm } from "./draft-form";
import { type Draft, type Note, noteIn } from "./note";
import { NotesApi } from "./notes-api";
import type { HasUnsavedText } from "./unsaved";

/** One note, to read and to change. The `id` is what the address says: another person's note looks like none. */
@Component({
    selector: "app-note-page",
    imports: [Faults, FormFault, FormField, FormRoot, Moment, RouterLink, TextField],
    templateUrl: "./note-page.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotePage implements HasUnsavedText {
    readonly id = input.required<string>();

    readonly #api = inject(NotesApi);
    readonly #ask = inject(Ask);
    readonly #router = inject(Router);
    readonly #person = personId();

    protected readonly note = httpResource(() => (this.#person() ? this.#api.urlOf(this.id()) : undefined), {
        parse: noteIn,
    });
    protected readonly words = problemWords;
    protected readonly trouble = signal<string | null>(null);
    protected readonly isSaved = signal(false);
    /** The note as it was last loaded or saved. It stays when the session ends: what was written can still be copied then. */
    protected readonly shown = linkedSignal<{ id: string; note: Note | null }, Note | null>({
        source: () => ({ id: this.id(), note: this.note.hasValue() ? this.note.value() : null }),
        computation: ({ id, note }, before) => note ?? (before?.source.id === id ? before.value : null),
    });
    protected readonly form = draftForm(
        linkedSignal((): Draft => {
            const { title, text } = this.shown() ?? { title: "", text: "" };
            return { title, text };
        }),
        draft => this.#save(draft),
    );

    hasUnsavedText(): boolean {
        const note = this.shown();
        const { title, text } = this.form().value();
        return note !== null && (title !== note.title || text !== note.text);
    }

    giveUpText(): void {
        const { title, text } = this.shown() ?? { title: "", text: "" };
        this.form().reset({ title, text });
    }

    async #save(draft: Draft): Promise<void> {
        this.isSaved.set(false);
        this.note.set(await this.#api.replace(this.id(), draft));
        this.form().reset();
        this.isSaved.set(true);
    }

    protected async delete(): Promise<void> {
        const isMeant = await this.#ask.ask({
            title: $localize`:@@note.delete.question:Delete this note?`,
            text: this.form().value().title,
            yes: $localize`:@@note.delete.yes:Delete`,
            no: $localize`:@@note.delete.no:Keep it`,
        });
        if (!isMeant) return;
        this.trouble.set(null);
        try {
            await this.#api.delete(this.id());
        } catch (error) {
            this.trouble.set(problemWords(error));
            return;
        }
        this.giveUpText();
        await this.#router.navigateByUrl("/");
    }
}
