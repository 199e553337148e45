import type { Answer } from "../server/answer.ts";
import { TesseraError } from "./tessera-error.ts";

/** Codes at `/auth/refresh` after which no refresh of this session can succeed. */
const ending = ["invalid_grant", "invalid_dpop_proof"];
/** Codes that say: this page or this server is set up wrongly. */
const misconfigured = ["cross_site_request", "unsupported_media_type", "invalid_client", "unauthorized_client"];

/**
 * The error that an answer without tokens stands for.
 *
 * Only a document of the server's own, with its `error` code, is believed: a captive portal or a proxy ends no session.
 *
 * @param refreshing whether the request was a refresh, so that a refusal ends the session.
 */
export function errorOf(answer: Answer, refreshing: boolean): TesseraError {
    const { status, body, retryAfter } = answer;
    const text = (name: string) => typeof body?.[name] === "string" ? body[name] : undefined;
    const code = text("error");
    if (!code || status < 400 || status >= 500 || status === 408 || status === 429) {
        return new TesseraError(
            "transient",
            code ?? answer.failure ?? "unexpected_answer",
            text("detail") ?? "The login service could not be reached or did not answer as itself.",
            { cause: text("cause"), status: status || undefined, retryAfter },
        );
    }
    const field = text("field");
    const noToken = code === "invalid_request" && field === "refresh_token";
    const errorClass = misconfigured.includes(code)
        ? "configuration"
        : !refreshing
        ? "refused"
        : noToken || ending.includes(code)
        ? "rejected"
        : "transient";
    return new TesseraError(errorClass, code, text("detail") ?? code, { cause: text("cause"), status, field, retryAfter });
}
