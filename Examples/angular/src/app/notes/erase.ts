import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { Router, RouterLink } from "@angular/router";

import { problemOf } from "../words/problems";
import { NotesApi } from "./notes-api";

/** Deletes every note. The guard of this page wants a recent sign-in, and so does the API, which has the last word. */
@Component({
    selector: "app-erase",
    imports: [RouterLink],
    templateUrl: "./erase.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Erase {
    readonly #api = inject(NotesApi);
    readonly #router = inject(Router);

    protected readonly trouble = signal<string | null>(null);
    protected readonly isBusy = signal(false);

    protected async erase(): Promise<void> {
        if (this.isBusy()) return;
        this.isBusy.set(true);
        this.trouble.set(null);
        try {
            await this.#api.deleteAll();
            await this.#router.navigateByUrl("/");
        } catch (error) {
            this.trouble.set(problemOf(error).words);
        } finally {
            this.isBusy.set(false);
        }
    }
}
