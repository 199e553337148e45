/**
 * The `error` of the challenge that is about access tokens (RFC 6750 §3, RFC 9449 §7.1).
 *
 * @param header the value of `WWW-Authenticate`; null when there is none, or when this page may not read it.
 * @returns the code; null when there is none.
 */
export function challengeError(header: string | null): string | null {
    const parameters = header && /\b(?:Bearer|DPoP)\b(.*)/is.exec(header)?.[1];
    const match = parameters && /(?:^|[\s,])error\s*=\s*(?:"([^"]*)"|([^\s,"]+))/i.exec(parameters);
    return match ? match[1] ?? match[2] ?? null : null;
}

/** Challenges that another token of the same session cannot meet. */
export const stepUps: readonly string[] = ["insufficient_scope", "insufficient_user_authentication"];
