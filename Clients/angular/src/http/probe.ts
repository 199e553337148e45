import { HttpBackend, type HttpContext, type HttpRequest } from "@angular/common/http";
import { DestroyRef, inject } from "@angular/core";
import { TESSERA_CLIENT } from "../make-client";

/**
 * In development alone: whether requests that should carry the token pass `tesseraInterceptor`. A token that silently stays away is the most frequent
 * trouble of its kind. No request is made for it.
 */
type Watch = (request: HttpRequest<unknown>) => void;
type Handle = HttpBackend["handle"];

/** The contexts of the requests that the interceptor has seen; the clones of a request share its context. */
const seen = new WeakSet<HttpContext>();
/** Who watches the backends of a class, and what its `handle` was before. */
const watched = new Map<HttpBackend, { readonly handle: Handle; readonly watches: Set<Watch> }>();

/** Notes that `request` has passed the interceptor. */
export function markSeen(request: HttpRequest<unknown>): void {
    seen.add(request.context);
}

/** Warns once, `TSR001`, when a request that should carry the token reaches the backend without the interceptor. */
export function watchBackend(): void {
    const client = inject(TESSERA_CLIENT);
    const backend = inject(HttpBackend, { optional: true });
    if (!client || !backend) return;
    let isTold = false;
    const stop = watchClass(Object.getPrototypeOf(backend) as HttpBackend, request => {
        if (isTold || seen.has(request.context) || !client.shouldAttach(request.urlWithParams)) return;
        isTold = true;
        console.warn(
            `TSR001: a request to ${request.url} passed without tesseraInterceptor and so without a token. ` +
                "Add withInterceptors([tesseraInterceptor]) to provideHttpClient(). " +
                "A lazy route with a provideHttpClient() of its own needs withRequestsMadeViaParent().",
        );
    });
    inject(DestroyRef).onDestroy(stop);
}

/** Watches every backend of a class, since features of an application have objects of their own. */
function watchClass(prototype: HttpBackend, watch: Watch): () => void {
    let entry = watched.get(prototype);
    if (!entry) {
        // It is called with the backend as `this`, below.
        // eslint-disable-next-line @typescript-eslint/unbound-method
        const { handle } = prototype;
        const watches = new Set<Watch>();
        entry = { handle, watches };
        watched.set(prototype, entry);
        prototype.handle = function (this: HttpBackend, request) {
            for (const each of watches) each(request);
            return handle.call(this, request);
        };
    }
    const { handle, watches } = entry;
    watches.add(watch);
    return () => {
        watches.delete(watch);
        if (watches.size > 0) return;
        prototype.handle = handle;
        watched.delete(prototype);
    };
}
