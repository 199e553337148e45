import type { PlaceName } from "./places";

/** A place in words: its name, what it does, and what a script that was smuggled into the page could get. */
export interface PlaceWords {
    readonly title: string;
    readonly what: string;
    readonly risk: string;
}

/** What to say about a place. */
export function placeWords(name: PlaceName): PlaceWords {
    switch (name) {
        case "cookie":
            return {
                title: $localize`:@@place.cookie:Cookie`,
                what: $localize`:@@place.cookie.what:The refresh token lies in a cookie that no script can read, the access token in memory. All tabs share the session, and it survives a reload.`,
                risk: $localize`:@@place.cookie.risk:An injected script can send requests while the page is open; it finds no refresh token to carry away.`,
            };
        case "memory":
            return {
                title: $localize`:@@place.memory:Memory`,
                what: $localize`:@@place.memory.what:Both tokens lie in this page’s memory. Each tab has a session of its own, which ends with a reload.`,
                risk: $localize`:@@place.memory.risk:An injected script finds no token in the storage; with effort it can catch one on its way, the refresh token too.`,
            };
        case "session":
            return {
                title: $localize`:@@place.session:Session storage`,
                what: $localize`:@@place.session.what:The refresh token lies in the session storage of this tab, and survives a reload of it.`,
                risk: $localize`:@@place.session.risk:An injected script can copy the refresh token and use it elsewhere.`,
            };
        case "local":
            return {
                title: $localize`:@@place.local:Local storage`,
                what: $localize`:@@place.local.what:The tokens lie in the local storage. All tabs share the session, and it survives the browser.`,
                risk: $localize`:@@place.local.risk:An injected script can copy both tokens and use them elsewhere.`,
            };
        case "dpop":
            return {
                title: $localize`:@@place.dpop:Local storage, bound to a key`,
                what: $localize`:@@place.dpop.what:As local storage, but every request carries a proof with a key that never leaves this browser (DPoP).`,
                risk: $localize`:@@place.dpop.risk:An injected script can use the key while the page is open; tokens that it copies are worthless anywhere else.`,
            };
    }
}
