import { inject, Injectable, signal } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { Tessera } from "@tessera/angular";
import type { ClientEvent } from "@tessera/client";

/** Something that happened to the session, and when. */
export interface Entry {
    readonly number: number;
    readonly at: Date;
    readonly event: ClientEvent;
}

/** The last ten things that happened to the session, newest first. */
@Injectable({ providedIn: "root" })
export class Journal {
    static readonly length = 10;

    readonly #entries = signal<readonly Entry[]>([]);
    #count = 0;

    readonly entries = this.#entries.asReadonly();

    constructor() {
        inject(Tessera)
            .events.pipe(takeUntilDestroyed())
            .subscribe(event => {
                const entry = { number: ++this.#count, at: new Date(), event };
                this.#entries.update(before => [entry, ...before].slice(0, Journal.length));
            });
    }
}
