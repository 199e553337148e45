import { ChangeDetectionStrategy, Component, computed, inject } from "@angular/core";
import { Tessera } from "@tessera/angular";

import { causeWords } from "../words/causes";

/** Why one was signed out, unless one did it oneself. The header's live region reads the same sentence out. */
@Component({
    selector: "app-why",
    template: `@if (words(); as words) {
        <p class="banner told" data-why>{{ words }}</p>
    }`,
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Why {
    readonly #tessera = inject(Tessera);

    protected readonly words = computed(() => whyWords(this.#tessera));
}

/** The sentence about the last sign-out, until the next sign-in; null when there is none to tell. */
export function whyWords(tessera: Tessera): string | null {
    const cause = tessera.lastSignOut();
    return cause === null ? null : causeWords(cause);
}
