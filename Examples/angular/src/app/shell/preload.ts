import { Injectable } from "@angular/core";
import type { PreloadingStrategy, Route } from "@angular/router";
import { EMPTY, type Observable } from "rxjs";

/**
 * Loads the code of the pages ahead, so that they are there without a network, too; but not that of pages that only some may see.
 */
@Injectable({ providedIn: "root" })
export class PreloadForEverybody implements PreloadingStrategy {
    preload(route: Route, load: () => Observable<unknown>): Observable<unknown> {
        return route.canMatch ? EMPTY : load();
    }
}
