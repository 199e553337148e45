import { ChangeDetectionStrategy, Component, computed, inject, LOCALE_ID, signal } from "@angular/core";
import { Tessera } from "@tessera/angular";

import { SETTINGS } from "../settings/settings";
import { claimRows } from "./claim-rows";
import { Claims } from "./claims";
import { OwnToken } from "./own-token";

/** The longest text that is looked at, in characters: a token is far shorter. */
const longest = 16_384;

/** What a token is: the own one's claims, and a pasted one in the five steps of reading it. */
@Component({
    selector: "app-token-page",
    imports: [Claims, OwnToken],
    templateUrl: "./token-page.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TokenPage {
    readonly #locale = inject(LOCALE_ID);
    readonly #tessera = inject(Tessera);

    protected readonly longest = longest;
    /** The page of the login service that verifies the signature with its published keys. */
    protected readonly workbench = `${inject(SETTINGS).issuer}/tools/token`;
    protected readonly pasted = signal("");

    /** Step 1. Three parts, or it is no token. */
    protected readonly parts = computed(() => {
        const parts = this.pasted().trim().split(".", 4);
        return parts.length === 3 && parts.every(part => /^[\w-]+$/.test(part)) ? parts : null;
    });
    /** Step 2. */
    readonly #decoded = computed(() => {
        const parts = this.parts();
        return parts && this.#tessera.decode(parts.join("."));
    });
    protected readonly isDecoded = computed(() => this.#decoded() !== null);
    protected readonly header = computed(() => claimRows(this.#decoded()?.header ?? {}, Date.now(), this.#locale));
    /** Step 4. */
    protected readonly claims = computed(() => claimRows(this.#decoded()?.claims ?? {}, Date.now(), this.#locale));

    protected paste(event: Event): void {
        this.pasted.set((event.target as HTMLTextAreaElement).value.slice(0, longest));
    }
}
