import { HttpErrorResponse } from "@angular/common/http";
import { TesseraError } from "@tessera/client";

import { memberIn, UnexpectedAnswer } from "../answers/read";

/** What may be known of a failure, wherever it comes from. */
export interface Problem {
    /** The server's or the client's own word for it. */
    readonly code: string;
    /** The member of the request that was wrong, as the server names it. */
    readonly field: string | null;
    /** What to say. */
    readonly words: string;
}

/** What a failure means, whether the client, the login service or the API tells of it. */
export function problemOf(error: unknown): Problem {
    if (error instanceof TesseraError) {
        const code = error.code === "network" ? unreachable() : error.code;
        return problem(code, error.field, error.message, error.retryAfter);
    }
    if (!(error instanceof HttpErrorResponse))
        return problem(error instanceof UnexpectedAnswer ? "unexpected_answer" : "unknown");
    // The interceptor's own: no usable token could be had, and nothing was sent.
    if (error.error instanceof TesseraError) return problemOf(error.error);
    if (error.status === 0) return problem(unreachable());
    const document =
        typeof error.error === "object" && error.error !== null ? (error.error as Record<string, unknown>) : {};
    const text = (name: string) => {
        const value = memberIn(document, name);
        return typeof value === "string" ? value : undefined;
    };
    const code = text("error") ?? text("rule") ?? (error.status >= 500 ? "busy" : "unexpected_answer");
    return problem(code, text("field"), text("detail"), Number(error.headers.get("Retry-After")) || undefined);
}

/** Why no answer came, as far as the browser knows: without a network no server is to blame. */
function unreachable(): string {
    return navigator.onLine ? "network" : "offline";
}

function problem(code: string, field?: string, said?: string, retryAfter?: number): Problem {
    const words =
        wordsOf(code) ??
        (said !== undefined && said.trim() !== ""
            ? said
            : $localize`:@@problem.unknown:That did not work. Please try again.`);
    const wait = retryAfter
        ? " " + $localize`:@@problem.wait:Please wait ${Math.ceil(retryAfter)}:seconds: seconds before the next try.`
        : "";
    return { code, field: field ?? null, words: words + wait };
}

/** What the application says in its own words; for anything else the server's sentence stands. */
function wordsOf(code: string): string | undefined {
    switch (code) {
        case "invalid_credentials":
            return $localize`:@@problem.invalid_credentials:The name or the password is wrong.`;
        case "wrong_password":
            return $localize`:@@problem.wrong_password:This password is wrong.`;
        case "other_account":
            return $localize`:@@problem.other_account:This is the password of another account.`;
        case "user_name_taken":
            return $localize`:@@problem.user_name_taken:This user name is taken.`;
        case "email_taken":
            return $localize`:@@problem.email_taken:This e-mail address belongs to another account.`;
        case "too_many_attempts":
            return $localize`:@@problem.too_many_attempts:There were too many tries.`;
        case "not_found":
        case "session_not_found":
            return $localize`:@@problem.not_found:There is nothing here, or it is not yours.`;
        case "insufficient_user_authentication":
            return $localize`:@@problem.step_up:For this you must have given your password a short while ago.`;
        case "insufficient_scope":
        case "insufficient_role":
            return $localize`:@@problem.insufficient:This account may not do that.`;
        case "network":
        case "timeout":
            return $localize`:@@problem.network:The server does not answer.`;
        case "offline":
            return $localize`:@@problem.offline:There is no network.`;
        case "busy":
            return $localize`:@@problem.busy:The server cannot answer at the moment.`;
        case "unexpected_answer":
            return $localize`:@@problem.unexpected_answer:The answer is not one of this server. You are still signed in.`;
        default:
            return undefined;
    }
}

/** What to say about a failure. */
export const problemWords = (error: unknown): string => problemOf(error).words;
