import { HttpErrorResponse } from "@angular/common/http";
import { ErrorHandler, Injectable } from "@angular/core";
import { TesseraError } from "@tessera/client";
import type { TesseraFeature } from "../provide-tessera";

/**
 * Angular's `ErrorHandler`, but silent about two kinds of error: a call that was cancelled because the session changed, and one that was rejected
 * because it is over. The state tells of both; they are no mistakes of the application.
 */
@Injectable()
export class TesseraErrorHandler extends ErrorHandler {
    /** Reports `error`, unless it only tells what the state tells. */
    override handleError(error: unknown): void {
        const cause = causeOf(error);
        if (cause?.class !== "cancelled" && cause?.class !== "rejected") super.handleError(error);
    }
}

/** Makes `TesseraErrorHandler` the handler of the application's errors. */
export function withErrorHandler(): TesseraFeature {
    return { providers: [{ provide: ErrorHandler, useClass: TesseraErrorHandler }] };
}

/** The client's error in `error`: itself, in an answer of `HttpClient`, or in a promise that zone.js reports. */
function causeOf(error: unknown): TesseraError | null {
    if (error instanceof TesseraError) return error;
    if (error instanceof HttpErrorResponse) return causeOf(error.error);
    const rejection = error instanceof Error && "rejection" in error ? error.rejection : null;
    return rejection ? causeOf(rejection) : null;
}
