import { Location } from "@angular/common";
import { inject, Injectable } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { Router } from "@angular/router";
import { Tessera } from "@tessera/angular";

/** Leads to the page "Is it still you?" when an API wants a fresher sign-in than this one (RFC 9470), and from there back. */
@Injectable({ providedIn: "root" })
export class StepUp {
    readonly #router = inject(Router);
    readonly #location = inject(Location);

    constructor() {
        inject(Tessera)
            .events.pipe(takeUntilDestroyed())
            .subscribe(event => {
                if (event.kind !== "stepUp" || event.error.code !== "insufficient_user_authentication") return;
                void this.#router.navigate(["/confirm"], { queryParams: { return: this.#location.path(true) } });
            });
    }
}
