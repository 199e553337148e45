import { TesseraError } from "../errors/tessera-error.ts";

/** A place that may get the token: an exact origin, and a path with everything below. */
export interface AllowedBase {
    readonly origin: string;
    /** Begins and ends with a slash. */
    readonly path: string;
}

/** Where the client itself signs in and out: there a token would be looked up to look up a token. */
const ownCalls = /^\/auth\/(?:login|refresh|register|logout)$/;

/**
 * The base that `text` names.
 *
 * @throws {@link TesseraError} `configuration` when it is not an absolute http(s) address, or one with wildcard, query,
 *     fragment or user.
 */
export function allowedBase(text: string): AllowedBase {
    const url = parse(text, undefined);
    if (!url || !/^https?:$/.test(url.protocol) || url.href.includes("@") || /[*?#]/.test(text)) {
        throw new TesseraError("configuration", "invalid_options", `Not a base address: ${text}`);
    }
    return { origin: url.origin, path: url.pathname.replace(/\/*$/, "/") };
}

/**
 * Whether a request to `address` may carry the token.
 *
 * It is decided on the *parsed* address: the same text that the browser would send, after `..`, `\`, upper case and
 * international names have been resolved.
 *
 * @param base what relative addresses are relative to.
 * @param bases the allow-list; the first is the login service, whose own sign-in calls never carry a token.
 */
export function isAllowed(address: string | URL, base: string | undefined, bases: readonly AllowedBase[]): boolean {
    const url = parse(address, base);
    // The origin of `blob:https://…` is the inner one, so the scheme is looked at, too.
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return false;
    // A server behind a proxy may read an encoded slash as a slash, and then `/v1/..%2fadmin` is not under `/v1`.
    const path = url.pathname;
    const isHidden = /%(?:2f|5c)/i.test(path);
    if (url.origin === bases[0]?.origin && ownCalls.test(path)) return false;
    return bases.some(allowed =>
        url.origin === allowed.origin &&
        (allowed.path === "/" || (!isHidden && `${path}/`.startsWith(allowed.path)))
    );
}

function parse(address: string | URL, base: string | undefined): URL | null {
    try {
        return new URL(address, base);
    } catch {
        return null;
    }
}
