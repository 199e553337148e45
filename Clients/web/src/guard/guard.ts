import type { Client } from "../client.ts";
import type { Session } from "../session/session.ts";
import { safeReturnPath } from "./return-path.ts";

/** What a guarded route asks for. */
export interface GuardRoute {
    /** Where the person wants to go: a path on this origin. */
    url: string;
    /** The path of the sign-in page. It gets the wish as `?return=`. */
    login: string;
    /** Whether this session may go there; by default every session may. The API still decides what it gives. */
    allow?: (session: Session) => boolean;
    /** Where a signed-in person goes who may not; by default the sign-in page. */
    denied?: string;
}

/** Whether to go on, and if not, where to. */
export type GuardDecision = { allowed: true } | { allowed: false; redirect: string };

/** Decides about a route, once it is known whether somebody is signed in (bounded by the client's `ready`). */
export async function guard(client: Pick<Client, "ready">, route: GuardRoute): Promise<GuardDecision> {
    const state = await client.ready();
    const isSignedIn = state.status === "signedIn";
    if (isSignedIn && (route.allow?.(state.session) ?? true)) return { allowed: true };
    if (isSignedIn && route.denied) return { allowed: false, redirect: route.denied };
    const mark = route.login.includes("?") ? "&" : "?";
    return { allowed: false, redirect: `${route.login}${mark}return=${encodeURIComponent(safeReturnPath(route.url))}` };
}
