import { computed, inject, Injectable, signal } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { Tessera } from "@tessera/angular";

/** Whether the servers can be reached, as far as the client knows. */
@Injectable({ providedIn: "root" })
export class Connection {
    readonly #tessera = inject(Tessera);
    readonly #online = signal(navigator.onLine);

    /** Without a network, or with a token that has expired and could not be renewed. */
    readonly offline = computed(() => !this.#online() || this.#tessera.isStale());
    /** How often the network has come back: what is keyed on it loads again then. */
    readonly returns = signal(0);

    constructor() {
        this.#tessera.events.pipe(takeUntilDestroyed()).subscribe(event => {
            if (event.kind === "offline") this.#online.set(false);
            if (event.kind === "online" || event.kind === "refreshed") this.#isBack();
        });
    }

    #isBack(): void {
        if (this.#online()) return;
        this.#online.set(true);
        this.returns.update(count => count + 1);
    }
}
