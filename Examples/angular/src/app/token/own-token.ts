import { ChangeDetectionStrategy, Component, computed, inject, LOCALE_ID, signal } from "@angular/core";
import { Tessera, tesseraExpiresIn } from "@tessera/angular";

import { Journal } from "../shell/journal";
import { problemWords } from "../words/problems";
import { Claims } from "./claims";
import { claimRows } from "./claim-rows";
import { eventWords } from "./event-words";

/** The session's own token: its header and claims with their meaning, never its text, since the client gives none. */
@Component({
    selector: "app-own-token",
    imports: [Claims],
    templateUrl: "./own-token.html",
    host: { class: "stack" },
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OwnToken {
    readonly #locale = inject(LOCALE_ID);

    protected readonly tessera = inject(Tessera);
    protected readonly journal = inject(Journal);
    protected readonly expiresIn = tesseraExpiresIn();
    protected readonly trouble = signal<string | null>(null);
    protected readonly eventWords = eventWords;

    /** The whole life of the token, in seconds: what the dial counts as full. */
    readonly #lifetime = computed(() => {
        const { iat, exp } = this.tessera.session()?.claims ?? {};
        return iat !== undefined && exp !== undefined && exp > iat ? exp - iat : 300;
    });
    protected readonly left = computed(() => Math.min(100, (100 * this.expiresIn()) / this.#lifetime()));
    protected readonly clock = computed(() => {
        const seconds = this.expiresIn();
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    });
    /** Read again whenever the session is another: after each refresh. */
    readonly #decoded = computed(() => (this.tessera.session() ? this.tessera.decode() : null));
    protected readonly header = computed(() => claimRows(this.#decoded()?.header ?? {}, Date.now(), this.#locale));
    protected readonly claims = computed(() => claimRows(this.#decoded()?.claims ?? {}, Date.now(), this.#locale));

    protected time(at: Date): string {
        return new Intl.DateTimeFormat(this.#locale.startsWith("en-X") ? "en" : this.#locale, {
            timeStyle: "medium",
        }).format(at);
    }

    protected async refresh(): Promise<void> {
        this.trouble.set(null);
        try {
            await this.tessera.refresh();
        } catch (error) {
            this.trouble.set(problemWords(error));
        }
    }
}
