/**
 * The parameters of the challenges that are about access tokens (RFC 6750 §3, RFC 9449 §7.1, RFC 9470 §3), by their names in lower
 * case; of several with one name the first.
 *
 * @param header the value of `WWW-Authenticate`; null when there is none, or when this page may not read it.
 */
export function challenge(header: string | null): Partial<Record<string, string>> {
    const found: Partial<Record<string, string>> = Object.create(null);
    let isOurs = false;
    // A word without `=` begins a challenge: it is its scheme (RFC 9110 §11.6.1).
    for (const match of header?.matchAll(/([^\s,="]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*)))?/g) ?? []) {
        const [, name = "", quoted, plain] = match;
        const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
        if (value === undefined) isOurs = /^(?:bearer|dpop)$/i.test(name);
        else if (isOurs) found[name.toLowerCase()] ??= value;
    }
    return found;
}

/** Challenges that another token of the same session cannot meet. */
export const stepUps: readonly string[] = ["insufficient_scope", "insufficient_user_authentication"];
