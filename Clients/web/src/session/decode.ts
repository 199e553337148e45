/** The claims of an access token (RFC 9068 and this server's own), and any others. */
export interface Claims {
    iss?: string;
    sub?: string;
    aud?: string | string[];
    exp?: number;
    iat?: number;
    jti?: string;
    /** The session. */
    sid?: string;
    client_id?: string;
    /** Words between spaces. */
    scope?: string;
    roles?: string[];
    permissions?: string[];
    auth_time?: number;
    amr?: string[];
    /** What the token is bound to (RFC 9449 §6). */
    cnf?: { jkt?: string };
    [claim: string]: unknown;
}

/** A token taken apart. */
export interface DecodedToken {
    header: Record<string, unknown>;
    claims: Claims;
}

/**
 * Takes a JWT apart. **This is not verification**: anybody can write such a text. A page may use it to decide what to show;
 * what it may do, the API decides.
 *
 * @returns header and claims; null when it is not a JWT.
 */
export function decodeToken(token: string): DecodedToken | null {
    try {
        const [header, claims] = token.split(".", 2).map(part => {
            const text = atob(part.replace(/-/g, "+").replace(/_/g, "/"));
            return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, byte => byte.charCodeAt(0))));
        });
        return header && claims && typeof claims === "object" ? { header, claims } : null;
    } catch {
        return null;
    }
}
