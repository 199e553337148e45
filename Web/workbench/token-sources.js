// What the page fetches: key sets, metadata and status lists. Never the token, and nothing that a token's header names.

/** Why a document could not be had. */
export class SourceFault extends Error {}

const localHosts = new Set(["localhost", "127.0.0.1"]);
const longest = 1 << 20;
const patience = 10000;

/**
 * The address that a text names, if it may be fetched: HTTPS, or plain HTTP on this machine.
 * @throws {SourceFault}
 */
export function address(text, base) {
    let url;
    try {
        url = new URL(text, base);
    } catch {
        throw new SourceFault("This is not an address.");
    }
    const isLocal = url.protocol === "http:" && (localHosts.has(url.hostname) || url.origin === new URL(base).origin);
    if (url.protocol !== "https:" && !isLocal) throw new SourceFault("Only HTTPS addresses are fetched, and plain HTTP from this machine.");
    if (url.username !== "" || url.password !== "") throw new SourceFault("An address with a password is not fetched.");
    return url;
}

/**
 * Fetches a text of at most 1 MiB, without cookies and without a referrer.
 * @returns {Promise<{text: string, skew: {seconds: number, uncertainty: number}|null}>} The text, and how far the server's
 *   clock is ahead of this one's, when the answer carries a date that the page may read.
 * @throws {SourceFault}
 */
export async function fetchText(url, { fetch = globalThis.fetch, now = () => Date.now() } = {}) {
    const started = now();
    let answer, text;
    try {
        answer = await fetch(url, {
            credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", mode: "cors", signal: AbortSignal.timeout(patience),
        });
        if (!answer.ok) throw new SourceFault(`${url.host} answered ${answer.status}.`);
        text = await boundedText(answer);
    } catch (error) {
        if (error instanceof SourceFault) throw error;
        if (error.name === "TimeoutError") throw new SourceFault(`${url.host} did not respond within ${patience / 1000} s.`);
        throw new SourceFault(`${url.host} cannot be reached, or does not allow this page to read it (CORS).`);
    }
    return { text, skew: clockSkew(answer.headers.get("date"), started, now()) };
}

async function boundedText(answer) {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let text = "", size = 0;
    for (const reader = answer.body.getReader(); ;) {
        const { done, value } = await reader.read();
        if (done) return text + decoder.decode();
        size += value.length;
        if (size > longest) {
            await reader.cancel();
            throw new SourceFault(`The response is longer than ${longest} bytes.`);
        }
        text += decoder.decode(value, { stream: true });
    }
}

/**
 * How far a server's clock is ahead of this one's: the header counts whole seconds, and was written somewhere between
 * the request's start and the answer's end.
 * @param {string|null} date - The header `Date`.
 * @param {number} started - When the request began, in milliseconds of this clock.
 * @param {number} ended - When the answer was there.
 */
export function clockSkew(date, started, ended) {
    const served = Date.parse(date ?? "");
    if (Number.isNaN(served)) return null;
    const earliest = served - ended, latest = served + 999 - started;
    return { seconds: (earliest + latest) / 2000, uncertainty: (latest - earliest) / 2000 };
}

/** The metadata documents that an issuer may have (RFC 8414 §3, OpenID Connect Discovery 1.0 §4). */
export function metadataAddresses(issuer, base) {
    const url = address(issuer, base);
    const path = url.pathname.replace(/\/$/, "");
    return [`${url.origin}${path}/.well-known/openid-configuration`, `${url.origin}/.well-known/oauth-authorization-server${path}`];
}
