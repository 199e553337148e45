import type { Answer } from "../server/answer.ts";
import { TesseraError } from "./tessera-error.ts";

/** Codes at `/auth/refresh` after which no refresh of this session can succeed. */
const ending = ["invalid_grant", "invalid_dpop_proof"];
/** Codes that say: this page or this server is set up wrongly. */
const misconfigured = ["cross_site_request", "cross_site_cookie", "unsupported_media_type", "invalid_client", "unauthorized_client"];

/**
 * The error that an answer without tokens stands for.
 *
 * Only a document of the server's own form is believed: a captive portal, a proxy or another program ends no session, whatever
 * words it uses.
 *
 * @param refreshing whether the request was a refresh, so that a refusal ends the session.
 */
export function errorOf(answer: Answer, refreshing: boolean): TesseraError {
    const { status, body, retryAfter } = answer;
    const text = (name: string) => typeof body?.[name] === "string" ? body[name] : undefined;
    // The server's own documents (RFC 9457) name their status, their code's address and the request; a stranger's do not.
    const error = text("error");
    const isOwn = error && body?.status === status && text("request_id") && text("type")?.endsWith(error);
    const code = isOwn ? error : undefined;
    if (answer.signedOut) return new TesseraError("rejected", "invalid_request", "There is no session.", { status });
    if (!code || status < 400 || status >= 500 || status === 408 || status === 429) {
        return new TesseraError(
            "transient",
            code ?? answer.failure ?? "unexpected_answer",
            code && text("detail") || "The login service did not answer.",
            { cause: code && text("cause"), status: status || undefined, retryAfter },
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
