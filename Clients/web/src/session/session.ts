import { type Claims, decodeToken } from "./decode.ts";
import { type Lifespan, type Moment, remaining } from "./freshness.ts";

/** The session of this tab, as an application sees it. It holds no token, so it may be shown, logged and sent. */
export interface Session {
    readonly id: string;
    /** The account's id. */
    readonly subject: string;
    /** How often the refresh token has been replaced. */
    readonly generation: number;
    readonly scope: string[];
    readonly roles: string[];
    readonly permissions: string[];
    /** Seconds that the access token still lives, at the moment of reading. */
    readonly expiresIn: number;
    /**
     * Seconds since the person proved to be that person, at the moment of reading: the difference of the token's own times
     * and its age on a clock that cannot be set. Infinity when the token does not tell.
     */
    readonly signedInFor: number;
    /** Whether the tokens are of use only with a key of this browser (DPoP). */
    readonly bound: boolean;
    /** What the access token says. Not verified here. */
    readonly claims: Claims;
}

/** Why nobody is signed in: the server's causes and the client's own. */
export type SignedOutCause =
    /** Signed out here. */
    | "signed_out"
    /** Another tab signed out. */
    | "other_tab"
    /** Another user signed in, in another tab. */
    | "other_user"
    /** The session was not there any more, as after its cookie had expired. */
    | "expired"
    /** The browser's storage was cleared under it. */
    | "storage_cleared"
    /** The browser does not keep the login service's cookie; `login` has failed with this code. */
    | "cookies_blocked"
    /** The person signed it out from another device or browser. */
    | "ended_elsewhere"
    | "signed_out_everywhere"
    | "revoked_by_administrator"
    | "revoked_by_client"
    | "password_changed"
    | "account_disabled"
    | "account_deleted"
    | "idle_timeout"
    | "absolute_timeout"
    | "refresh_token_reuse"
    // A newer server may know more; the editor still offers the ones above.
    | (string & Record<never, never>);

/** What is known of the session. */
export type State =
    /** Not known yet: the page has just begun. */
    | { readonly status: "unknown" }
    /** Nobody is signed in; `cause` is null when nobody was. */
    | { readonly status: "signedOut"; readonly cause: SignedOutCause | null }
    /** `stale`: the access token has expired and could not be renewed yet, as without a network. */
    | { readonly status: "signedIn"; readonly session: Session; readonly stale: boolean };

/** The access token that this tab holds. */
export interface Held extends Lifespan {
    readonly epoch: string;
    readonly session: string;
    readonly subject: string;
    readonly generation: number;
    readonly access: string;
    readonly type: string;
}

/** What an application may see of `held`. */
export function sessionOf(held: Held, now: () => Moment): Session {
    const claims = decodeToken(held.access)?.claims ?? {};
    return {
        id: held.session,
        subject: held.subject,
        generation: held.generation,
        scope: claims.scope?.split(" ").filter(word => word) ?? [],
        roles: claims.roles ?? [],
        permissions: claims.permissions ?? [],
        get expiresIn() {
            return Math.max(0, Math.floor(remaining(held, now()) / 1000));
        },
        get signedInFor() {
            const { iat = Infinity, auth_time = -Infinity } = claims;
            return Math.floor(iat - auth_time + (now().monotonic - held.receivedMonotonic) / 1000);
        },
        bound: held.type === "DPoP",
        claims,
    };
}
