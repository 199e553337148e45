import { inject } from "@angular/core";
import { Router, type UrlTree } from "@angular/router";
import { safeReturnPath } from "@tessera/client";
import { ROUTING } from "./routing-options";

/**
 * Where the page that asks shall lead to, such as the page to sign in: its `?return=`, if that is a path of this origin.
 *
 * To be asked for where `inject` may be called, such as in a field of the page's component.
 *
 * @param fallback for an address without such a path; by default the `home` of `withRouting`.
 */
export function tesseraReturnUrl(fallback: string = inject(ROUTING).home): string {
    const router = inject(Router);
    return returnPathIn(router.parseUrl(router.url), fallback);
}

/** The path in `?return=` of `url`; `fallback` when there is none that stays on this origin. */
export function returnPathIn(url: UrlTree, fallback: string): string {
    const wished: unknown = url.queryParams.return;
    return safeReturnPath(typeof wished === "string" ? wished : null, fallback);
}
