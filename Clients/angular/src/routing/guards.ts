import { Location } from "@angular/common";
import { inject, NgZone } from "@angular/core";
import {
    type CanActivateChildFn,
    type CanActivateFn,
    type CanMatchFn,
    type GuardResult,
    RedirectCommand,
    Router,
    type UrlTree,
} from "@angular/router";
import { type Client, type Session, type SignedOutCause, type State, TesseraError } from "@tessera/client";
import { TESSERA_CLIENT } from "../make-client";
import { returnPathIn } from "./return-url";
import { ROUTING, type RoutingOptions } from "./routing-options";

/** A guard that may stand in `canActivate`, `canActivateChild` and `canMatch`; there it also keeps lazy code from being loaded. */
export type TesseraGuard = CanActivateFn & CanActivateChildFn & CanMatchFn;

/** What a navigation that `withRouting` makes carries in `info`. */
export interface FollowInfo {
    /** Why the session ended. */
    readonly tessera: SignedOutCause;
}

/** The guards that ask for a session, and those that ask for none: by them `withRouting` knows what a page is. */
export const sessionGuards = new WeakSet();
export const visitorGuards = new WeakSet();

/** A page to sign in is not held back longer than this by a login service that does not answer, in milliseconds. */
const patience = 1000;

/** Lets people pass who are signed in. Others go to the page to sign in, and from there to where they wished. */
export function signedIn(): TesseraGuard {
    return sessionGuard(() => "pass");
}

/** Lets people pass who have one of these roles. Others who are signed in see the page `denied`; the address stays. */
export function hasRole(...anyOf: string[]): TesseraGuard {
    return sessionGuard(({ roles }) => (anyOf.some(role => roles.includes(role)) ? "pass" : "denied"));
}

/** Lets people pass whose session has all of these words of scope. Others who are signed in see the page `denied`. */
export function hasScope(...allOf: string[]): TesseraGuard {
    return sessionGuard(({ scope }) => (allOf.every(word => scope.includes(word)) ? "pass" : "denied"));
}

/** Lets people pass who have this permission. Others who are signed in see the page `denied`. */
export function hasPermission(name: string): TesseraGuard {
    return sessionGuard(({ permissions }) => (permissions.includes(name) ? "pass" : "denied"));
}

/** Lets people pass who proved who they are at most `seconds` ago. Others who are signed in go to the page `confirm`, and back. */
export function recentlySignedIn(seconds: number): TesseraGuard {
    return sessionGuard(({ signedInFor }) => (signedInFor <= seconds ? "pass" : "confirm"));
}

/**
 * Lets people pass who are not signed in, as to the page to sign in. Others go on to `?return=`.
 *
 * While it is not known it waits at most for a second, or for the first refresh that fails: with `withRouting` the page is left later all the same.
 */
export function signedOut(): TesseraGuard {
    return guard(visitorGuards, known, (state, page) => (state.status === "signedIn" ? page.onwards() : true));
}

/** What a session may: pass, or the page it is sent to. */
type Verdict = "pass" | "denied" | "confirm";

function sessionGuard(judge: (session: Session) => Verdict): TesseraGuard {
    return guard(
        sessionGuards,
        client => client.ready(),
        (state, page) => {
            // Still unknown after ten seconds counts as signed out, as it does for the client.
            if (state.status !== "signedIn") return page.login();
            const verdict = judge(state.session);
            return verdict === "pass" || page[verdict]();
        },
    );
}

function guard(
    kind: WeakSet<object>,
    wait: (client: Client, zone: NgZone) => Promise<State>,
    decide: (state: State, page: Redirects) => GuardResult,
): TesseraGuard {
    const guard = (_: unknown, segments?: unknown): GuardResult | Promise<GuardResult> => {
        const client = inject(TESSERA_CLIENT);
        if (!client) {
            if (ngDevMode) warnOfServer();
            return true;
        }
        const page = new Redirects(inject(Router), inject(Location), inject(ROUTING), Array.isArray(segments));
        const state = client.state.value;
        if (state.status !== "unknown") return decide(state, page);
        return wait(client, inject(NgZone)).then(known => decide(known, page));
    };
    kind.add(guard);
    return guard;
}

/** Whether there is a session, if that comes to be known soon. */
function known(client: Client, zone: NgZone): Promise<State> {
    return new Promise(resolve => {
        const done = () => {
            clearTimeout(timer);
            stop();
            resolve(client.state.value);
        };
        const timer = zone.runOutsideAngular(() => setTimeout(done, patience));
        const stop = client.onEvent(event => {
            if (event.kind === "refreshFailed" || event.kind === "offline") done();
        });
        void client.ready().then(done);
    });
}

/** Where a guard sends people, from the address that they wished. Everything is injected before the guard waits. */
class Redirects {
    readonly #wished: UrlTree;
    readonly #cause: SignedOutCause | undefined;

    constructor(
        readonly router: Router,
        location: Location,
        readonly options: RoutingOptions,
        readonly isMatching: boolean,
    ) {
        const navigation = router.currentNavigation();
        this.#wished = navigation?.extractedUrl ?? router.parseUrl(location.path(true));
        this.#cause = (navigation?.extras.info as Partial<FollowInfo> | undefined)?.tessera;
    }

    /** To the page to sign in. A person who has just signed out wishes to go nowhere. */
    login(): GuardResult {
        return this.#to("login", this.#cause !== "signed_out");
    }

    confirm(): GuardResult {
        return this.#to("confirm", true);
    }

    /** To the page `denied`; the address stays, so that a reload asks again. */
    denied(): GuardResult {
        const target = this.router.parseUrl(this.options.denied);
        return this.#isHere(target) ? this.#refuse(target) : new RedirectCommand(target, { browserUrl: this.#wished });
    }

    onwards(): UrlTree {
        return this.router.parseUrl(returnPathIn(this.#wished, this.options.home));
    }

    #to(page: "login" | "confirm", withReturn: boolean): GuardResult {
        const target = this.router.parseUrl(this.options[page]);
        if (this.#isHere(target)) return this.#refuse(target);
        if (withReturn) target.queryParams = { ...target.queryParams, return: this.router.serializeUrl(this.#wished) };
        return target;
    }

    #isHere(target: UrlTree): boolean {
        const path = (url: UrlTree) => this.router.serializeUrl(url).replace(/[?#].*/, "");
        return path(target) === path(this.#wished);
    }

    /** A page that is guarded by what leads to it would be asked for without end. Another route may still match its address. */
    #refuse(target: UrlTree): GuardResult {
        if (this.isMatching) return false;
        const path = this.router.serializeUrl(target);
        throw new TesseraError(
            "configuration",
            "guarded_by_itself",
            `The guard of ${path} leads to ${path}: take it away there.`,
        );
    }
}

function warnOfServer(): void {
    console.warn(
        "TSR002: a guard ran on a server, which renders for no particular person and lets every request pass. " +
            "Give the guarded route RenderMode.Client.",
    );
}
