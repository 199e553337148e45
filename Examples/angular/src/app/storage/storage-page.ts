import { DOCUMENT } from "@angular/common";
import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { Tessera } from "@tessera/angular";

import { placeWords } from "./place-words";
import { keepPlace, type PlaceName, places, readPlace } from "./places";

/** Chooses where the tokens are kept, and says what each choice risks. */
@Component({
    selector: "app-storage-page",
    templateUrl: "./storage-page.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StoragePage {
    readonly #document = inject(DOCUMENT);

    protected readonly tessera = inject(Tessera);
    protected readonly choices = places.map(({ name }) => ({ name, ...placeWords(name) }));
    protected readonly current = readPlace();
    protected readonly wished = signal<PlaceName>(this.current);
    protected readonly trouble = signal<string | null>(null);

    /** The client is made once, at the start: another place means to sign out here and to start again. */
    protected async change(event: Event): Promise<void> {
        event.preventDefault();
        if (this.wished() === this.current) return;
        try {
            keepPlace(this.wished());
        } catch {
            this.trouble.set($localize`:@@storage.refused:This browser refuses to keep the choice.`);
            return;
        }
        if (this.tessera.isSignedIn()) await this.tessera.logout();
        this.#document.defaultView?.location.assign(new URL("storage", this.#document.baseURI));
    }
}
