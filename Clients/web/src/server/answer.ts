/** What came back from the login service, or did not. */
export interface Answer {
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number;
    /** The JSON object in the body; null when there is none. */
    readonly body: Record<string, unknown> | null;
    /** Seconds of `Retry-After`. */
    readonly retryAfter: number | undefined;
    /** The server says that there is no session; nothing on the way says it in this form. */
    readonly signedOut?: boolean;
    /** Whether it has the header that every answer of the server has, which tells its 204 from that of something on the way. */
    readonly isMarked?: boolean;
    /** Why there was no answer. */
    readonly failure?: "network" | "timeout" | "cancelled";
}

/** The tokens of an answer (RFC 6749 §5.1) and what this server adds. */
export interface TokenAnswer {
    access: string;
    /** `Bearer` or `DPoP`. */
    type: string;
    /** The access token's lifetime in milliseconds. */
    lifetime: number;
    /** Absent when it went into the cookie. */
    refresh: string | null;
    session: string;
    generation: number;
}

/** The tokens in `answer`; null when it is not a whole token answer. */
export function tokensOf(answer: Answer): TokenAnswer | null {
    const { access_token, token_type, expires_in, refresh_token, session_id, generation } = answer.body ?? {};
    if (
        answer.status !== 200 || typeof access_token !== "string" || typeof token_type !== "string" ||
        typeof expires_in !== "number" || typeof session_id !== "string" || typeof generation !== "number"
    ) return null;
    return {
        access: access_token,
        type: /^dpop$/i.test(token_type) ? "DPoP" : "Bearer",
        lifetime: expires_in * 1000,
        refresh: typeof refresh_token === "string" ? refresh_token : null,
        session: session_id,
        generation,
    };
}

/** Seconds that a `Retry-After` value asks to wait (RFC 9110 §10.2.3); undefined when it is not understood. */
export function retryAfterSeconds(value: string | null, now: number): number | undefined {
    if (value === null) return undefined;
    const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
    return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
