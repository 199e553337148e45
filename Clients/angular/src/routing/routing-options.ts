import { InjectionToken } from "@angular/core";

/** Where an application has its pages for signing in and the like. Paths of the router, without the base of the document. */
export interface TesseraRoutingOptions {
    /** The page to sign in; it gets the wished address as `?return=`. By default `/login`. */
    login?: string;
    /** The page after signing in and after signing out. By default `/`. */
    home?: string;
    /** The page for people who are signed in and may not see what they wished. By default `/denied`. */
    denied?: string;
    /** The page to prove again who one is, for `recentlySignedIn`; it gets `?return=`. By default `/confirm`. */
    confirm?: string;
    /** Whether the router follows the session: away from guarded pages when it ends, on from the page to sign in when it begins. By default true. */
    follow?: boolean;
}

/** The options, complete. */
export type RoutingOptions = Required<TesseraRoutingOptions>;

const defaults: RoutingOptions = { login: "/login", home: "/", denied: "/denied", confirm: "/confirm", follow: true };

/** What the guards and `withRouting` go by. */
export const ROUTING = new InjectionToken<RoutingOptions>("tessera.routing", {
    providedIn: "root",
    factory: () => defaults,
});

/** `options` with the defaults for what they leave out. */
export function routingOptions(options: TesseraRoutingOptions): RoutingOptions {
    return { ...defaults, ...options };
}
