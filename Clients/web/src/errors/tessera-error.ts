/**
 * What kind of failure it was, and so what to do.
 *
 * - `transient`: the network, a time-out, 5xx, 429, 408, or an answer that is not the server's. Later it may work.
 * - `rejected`: the server refused the session itself. Only this ends a session.
 * - `configuration`: something is set up wrongly; trying again will not help.
 * - `cancelled`: the session changed while the call was on its way (a sign-out, another user), or the caller gave up.
 * - `refused`: the server understood a request (a sign-in, a registration, …) and said no.
 */
export type ErrorClass = "transient" | "rejected" | "configuration" | "cancelled" | "refused";

/** What may be known about a failure besides its class and code. */
export interface ErrorDetails {
    /** The server's word for why: a session ended, or its database fails. After `outcome_unknown` what was asked may have been done. */
    cause?: string | undefined;
    /** The HTTP status. */
    status?: number | undefined;
    /** The member of the request that was wrong. */
    field?: string | undefined;
    /** Seconds after which another try makes sense. */
    retryAfter?: number | undefined;
}

/** Every failure of the client. Its texts come from the server's public error documents and never hold a token. */
export class TesseraError extends Error {
    /** What kind of failure it was. */
    readonly class: ErrorClass;
    /** The server's `error` code, or one of the client's own: `network`, `offline`, `timeout`, `unexpected_answer`, … */
    readonly code: string;
    /** The server's word for why: a session ended, or its database fails. After `outcome_unknown` what was asked may have been done. */
    override readonly cause?: string;
    /** The HTTP status, when there was an answer. */
    readonly status?: number;
    /** The member of the request that was wrong, such as `password`. */
    readonly field?: string;
    /** Seconds after which another try makes sense. */
    readonly retryAfter?: number;

    /** An error of `errorClass` with `code`, one sentence for the person, and what else is known. */
    constructor(errorClass: ErrorClass, code: string, message: string, details: ErrorDetails = {}) {
        super(message);
        this.name = "TesseraError";
        this.class = errorClass;
        this.code = code;
        Object.assign(this, details);
    }
}
