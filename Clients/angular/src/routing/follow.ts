import { Location } from "@angular/common";
import { DestroyRef, inject, NgZone } from "@angular/core";
import {
    type ActivatedRouteSnapshot,
    GuardsCheckStart,
    NavigationCancel,
    NavigationEnd,
    NavigationError,
    NavigationSkipped,
    Router,
} from "@angular/router";
import type { ClientEvent, SignedOutCause } from "@tessera/client";
import { filter, take } from "rxjs";
import { TESSERA_CLIENT } from "../make-client";
import { type FollowInfo, sessionGuards, visitorGuards } from "./guards";
import { LEAVE_PAGE } from "./leave-page";
import { returnPathIn } from "./return-url";
import { ROUTING } from "./routing-options";

/** Makes the router follow the session for as long as the injector lives. The router does not ask guards a second time by itself. */
export function follow(): void {
    const client = inject(TESSERA_CLIENT);
    if (!client) return;
    const router = inject(Router);
    const location = inject(Location);
    const zone = inject(NgZone);
    const leavePage = inject(LEAVE_PAGE);
    const { home, login } = inject(ROUTING);

    /** Whether the page that is shown, or that of another state, has one of `guards`. */
    const isGuarded = (guards: WeakSet<object>, state = router.routerState.snapshot) => {
        const holds = (route: ActivatedRouteSnapshot): boolean => {
            const { canActivate = [], canActivateChild = [], canMatch = [] } = route.routeConfig ?? {};
            const all: readonly unknown[] = [...canActivate, ...canActivateChild, ...canMatch];
            return all.some(guard => typeof guard === "function" && guards.has(guard)) || route.children.some(holds);
        };
        return holds(state.root);
    };
    /** The address that the person sees; after `denied` it is another than `router.url`. */
    const here = () => location.path(true);

    const toLogin = (cause: SignedOutCause, withReturn: boolean) => {
        const target = router.parseUrl(login);
        if (withReturn) target.queryParams = { ...target.queryParams, return: here() };
        const info: FollowInfo = { tessera: cause };
        void router.navigateByUrl(target, { info });
    };
    /** Home, or the page to sign in if home is guarded. */
    const toHome = (cause: SignedOutCause) => {
        const target = router.parseUrl(home);
        // The router ignores the address where it is,
        const isHome = router.serializeUrl(target) === router.url;
        if (isHome) {
            toLogin(cause, false);
            return;
        }
        // and it does not ask the guards of what both pages have in common, such as a frame around them.
        const check = router.events.pipe(filter(event => event instanceof GuardsCheckStart)).subscribe(({ state }) => {
            check.unsubscribe();
            if (isGuarded(sessionGuards, state)) toLogin(cause, false);
        });
        const info: FollowInfo = { tessera: cause };
        void router.navigateByUrl(target, { info }).finally(() => {
            check.unsubscribe();
        });
    };
    const leave = (cause: SignedOutCause): boolean => {
        if (client.state.value.status === "signedIn" || !isGuarded(sessionGuards)) return false;
        if (cause === "signed_out") toHome(cause);
        else toLogin(cause, cause !== "account_deleted");
        return true;
    };
    const goOn = (): boolean => {
        if (client.state.value.status !== "signedIn" || !isGuarded(visitorGuards)) return false;
        void router.navigateByUrl(returnPathIn(router.parseUrl(here()), home));
        return true;
    };
    /** Does `step` now; or, when the page that is on its way may need it, once that is there. One time: a page that refuses to be left stays. */
    const once = (step: () => boolean) => {
        if (step() || !router.currentNavigation()) return;
        router.events.pipe(filter(isEnd), take(1)).subscribe(step);
    };
    const hear = (event: Extract<ClientEvent, { kind: "signedIn" | "signedOut" }>) => {
        if (event.kind === "signedIn") once(goOn);
        else if (event.cause === "other_user") leavePage(location.prepareExternalUrl(home));
        else once(() => leave(event.cause));
    };
    const stop = client.onEvent(event => {
        // Other events, a refresh first of all, check no view of an application with zone.js.
        if (event.kind !== "signedIn" && event.kind !== "signedOut") return;
        zone.run(() => {
            hear(event);
        });
    });
    inject(DestroyRef).onDestroy(stop);
}

function isEnd(event: unknown): boolean {
    return [NavigationEnd, NavigationCancel, NavigationError, NavigationSkipped].some(kind => event instanceof kind);
}
