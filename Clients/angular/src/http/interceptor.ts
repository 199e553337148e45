import {
    FetchBackend,
    HttpBackend,
    HttpErrorResponse,
    type HttpEvent,
    type HttpInterceptorFn,
    type HttpRequest,
    HttpResponse,
    type HttpResponseBase,
} from "@angular/common/http";
import { DOCUMENT, inject } from "@angular/core";
import { type Attempt, TesseraError } from "@tessera/client";
import { catchError, defer, from, type Observable, switchMap, tap, throwError } from "rxjs";
import { TESSERA_CLIENT } from "../make-client";
import { TESSERA_AUTH } from "./auth-context";
import { markSeen } from "./probe";

/**
 * Puts the access token on the requests of `HttpClient` that may carry it. On a 401 it refreshes once for all and repeats once.
 *
 * For `provideHttpClient(withInterceptors([…, tesseraInterceptor]))`, as the last one, so that the others see one answer. Errors are always
 * `HttpErrorResponse`: the API's own, or one of status 0 with a `TesseraError` in `error` when no usable token could be had. Cancelling ends this
 * request alone; a refresh that others wait for goes on.
 */
export const tesseraInterceptor: HttpInterceptorFn = (request, next) => {
    const client = inject(TESSERA_CLIENT);
    if (ngDevMode) markSeen(request);
    const kind = request.context.get(TESSERA_AUTH);
    const isOthers = kind === "skip" || request.method === "JSONP" || request.headers.has("Authorization");
    if (isOthers || (!client && kind === "auto")) return next(request);
    const fail = (status: number, error: unknown) =>
        throwError(() => {
            const statusText = status === 401 ? "Unauthorized" : "Unknown Error";
            return new HttpErrorResponse({ error, status, statusText, url: request.urlWithParams });
        });
    const notSignedIn = () => fail(401, new TesseraError("refused", "not_signed_in", "There is no session."));
    if (!client) return notSignedIn();
    if (!client.shouldAttach(request.urlWithParams)) {
        if (kind === "auto") return next(request);
        const message = `${request.url} may not get the token: it is not below the issuer or an address of "api".`;
        return fail(0, new TesseraError("configuration", "not_allowed", message));
    }
    const base = inject(DOCUMENT).baseURI;
    const canRefuseRedirects = inject(HttpBackend) instanceof FetchBackend;

    const send = (attempt: Attempt): Observable<HttpEvent<unknown>> =>
        next(withCredential(request, attempt.request, canRefuseRedirects)).pipe(
            tap(event => {
                // Nothing waits for it: a nonce may be learned from a success, too.
                if (event instanceof HttpResponse) void attempt.next(answerOf(event));
            }),
            catchError((error: unknown) => {
                if (!(error instanceof HttpErrorResponse) || !isAnswer(error.status)) return throwError(() => error);
                return from(attempt.next(answerOf(error))).pipe(
                    switchMap(again => (again ? send(again) : throwError(() => error))),
                );
            }),
        );

    return defer(() => client.attempt(bareRequest(request, base))).pipe(
        catchError((error: unknown) => fail(0, error)),
        switchMap(attempt => {
            const isMissing = kind === "required" && !attempt.request.headers.has("Authorization");
            return isMissing ? notSignedIn() : send(attempt);
        }),
    );
};

/** The request as the platform sees it, without its body and its headers, on which no decision rests. */
function bareRequest(request: HttpRequest<unknown>, base: string): Request {
    const { redirect } = request as { redirect?: RequestRedirect };
    return new Request(new URL(request.urlWithParams, base), { method: request.method, ...(redirect && { redirect }) });
}

/** `request` with what the client has decided about it. Its body is serialised again at each sending. */
function withCredential(request: HttpRequest<unknown>, decided: Request, canRefuseRedirects: boolean) {
    let headers = request.headers;
    for (const name of ["Authorization", "DPoP"]) {
        const value = decided.headers.get(name);
        if (value !== null) headers = headers.set(name, value);
    }
    return headers === request.headers
        ? request
        : request.clone({ headers, ...(canRefuseRedirects && { redirect: decided.redirect }) });
}

/** Whether it is the status of an answer that a `Response` can have; status 0 is a network without one. */
const isAnswer = (status: number) => status >= 200 && status <= 599;

/** Of an answer, what the client reads: status, challenge and nonce. */
function answerOf(answer: HttpResponseBase): Response {
    const headers = new Headers();
    for (const name of ["WWW-Authenticate", "DPoP-Nonce"]) {
        const values = answer.headers.getAll(name);
        if (values) headers.set(name, values.join(", "));
    }
    return new Response(null, { status: answer.status, headers });
}
