import { TesseraError } from "../errors/tessera-error.ts";
import type { Settings } from "../options.ts";
import { type Answer, retryAfterSeconds } from "./answer.ts";
import { proofBy } from "./proof.ts";

/** How long an answer may take, in milliseconds. */
const timeout = 10_000;

/** A call to the login service. */
export interface Call {
    /** The JSON body. */
    body?: Record<string, unknown> | undefined;
    headers?: Record<string, string>;
    /** Sends the cookie, and with it the header that a foreign page cannot send. */
    cookie?: boolean;
    /** Sends a proof of the key, where tokens are bound. */
    proof?: boolean;
    /** Lets the call outlive the page. */
    keepalive?: boolean;
    signal?: AbortSignal;
    /** Asked in the very turn in which the request goes out; false: it does not. */
    mayStart?: () => boolean;
}

/** Speaks to the login service. Never follows a redirect, never throws for what a server or a network does. */
export class Server {
    /** What the server's clock showed at a moment of ours, in milliseconds. */
    #known: { server: number; wall: number; monotonic: number } | undefined;
    readonly #settings: Settings;

    constructor(settings: Settings) {
        this.#settings = settings;
    }

    /**
     * Posts to `path`. A proof that lacks the server's nonce is made again, once (RFC 9449 §8).
     *
     * @throws {@link TesseraError} `configuration` when no proof can be made here, and where there is no page.
     */
    async post(path: string, call: Call): Promise<Answer> {
        const answer = await this.#once(path, call);
        return answer.body?.error === "use_dpop_nonce" ? await this.#once(path, call) : answer;
    }

    async #once(path: string, call: Call): Promise<Answer> {
        const { environment, issuer, name, binding, inert } = this.#settings;
        if (inert) throw new TesseraError("configuration", "no_page", "A sign-in needs a page.");
        const url = issuer + path;
        const stop = new AbortController();
        let failure: NonNullable<Answer["failure"]> = "network";
        const end = (why: typeof failure) => {
            failure = why;
            stop.abort();
        };
        const onAbort = () => end("cancelled");
        const cancelTimer = environment.setTimer(() => end("timeout"), timeout);
        call.signal?.addEventListener("abort", onAbort);
        try {
            const headers: Record<string, string> = { ...call.headers, "Tessera-Client": name };
            if (call.body) headers["Content-Type"] = "application/json";
            if (call.proof && binding) {
                headers.DPoP = await proofBy(binding, { method: "POST", url, time: this.serverTime() });
            }
            if (call.signal?.aborted || call.mayStart?.() === false) return noAnswer("cancelled");
            const response = await environment.fetch(url, {
                method: "POST",
                headers,
                body: call.body ? JSON.stringify(call.body) : null,
                credentials: call.cookie ? "include" : "omit",
                redirect: "error",
                cache: "no-store",
                keepalive: call.keepalive ?? false,
                signal: stop.signal,
            });
            binding?.learn(url, response.headers);
            return await answerOf(response, environment.now());
        } catch (error) {
            if (error instanceof TesseraError) throw error;
            return noAnswer(failure);
        } finally {
            cancelTimer();
            call.signal?.removeEventListener("abort", onAbort);
        }
    }

    /** The server's clock less our wall clock at this moment, in milliseconds, as the newest token told. */
    set clockOffset(offset: number) {
        const { wall, monotonic } = this.#now();
        this.#known = { server: wall + offset, wall, monotonic };
    }

    /**
     * The server's time in seconds, as well as it is known.
     *
     * Time passes as it does for tokens, so that a wall clock that is set back, or set right again, changes nothing.
     */
    serverTime(): number {
        const { wall, monotonic } = this.#now();
        const known = this.#known ?? { server: wall, wall, monotonic };
        return Math.floor((known.server + Math.max(wall - known.wall, monotonic - known.monotonic)) / 1000);
    }

    #now() {
        const { environment } = this.#settings;
        return { wall: environment.now(), monotonic: environment.monotonic() };
    }
}

/** Reads `response`; `now` is the wall clock, against which a `Retry-After` that is a date is held. */
export async function answerOf(response: Response, now: number): Promise<Answer> {
    const retryAfter = retryAfterSeconds(response.headers.get("Retry-After"), now);
    const { status, headers } = response;
    const isMarked = headers.has("X-Request-Id");
    const signedOut = status === 204 && isMarked && headers.get("Tessera-Session") === "none";
    return { status, body: objectIn(await response.text()), retryAfter, signedOut, isMarked };
}

function noAnswer(failure: NonNullable<Answer["failure"]>): Answer {
    return { status: 0, body: null, retryAfter: undefined, failure };
}

function objectIn(text: string): Record<string, unknown> | null {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? value as Record<string, unknown> : null;
    } catch {
        return null;
    }
}
