import { inject, Injectable } from "@angular/core";
import type { ClientEvent, SignedOutCause, TesseraError } from "@tessera/client";
import { FAKE_CLIENT, type FakeCall } from "./fake-client";
import { type FakeUser, wholeUser } from "./fake-user";

/** The other side of a tested application: what its login service, its network and its other tabs do. `inject(TesseraTesting)`. */
@Injectable()
export class TesseraTesting {
    readonly #client = inject(FAKE_CLIENT);

    /** What the application has called, in order: `login`, `logout`, …; and `leavePage` when the document was left. */
    get calls(): readonly { readonly name: string; readonly arguments: readonly unknown[] }[] {
        return this.#client.calls;
    }

    /** A person signs in. Requests carry `test-token-1` then, after a refresh `test-token-2`, and so on. */
    signIn(user?: Partial<FakeUser>): void {
        this.#client.held.begin(wholeUser(user));
    }

    /**
     * The session ends; by default by the person's own sign-out. While it is unknown: there was none.
     *
     * @param detail the server's own sentences about it, for the event `signedOut`.
     */
    signOut(cause: SignedOutCause = "signed_out", detail: string | null = null): void {
        this.#client.held.end(cause, detail);
        if (this.#client.state.value.status === "unknown") this.#client.held.end(null);
    }

    /** The network is gone and the access token has expired: the session is stale, and no request gets a token. */
    stale(): void {
        this.#client.held.offline();
    }

    /** The network is back after `stale`: the next request refreshes. */
    online(): void {
        this.#client.held.online();
    }

    /** The access token has expired: the next request refreshes first. */
    expire(): void {
        this.#client.held.expire();
    }

    /** Tells the application of `event`; nothing else changes. */
    emit(event: ClientEvent): void {
        this.#client.held.notices.emit(event);
    }

    /** The next such call is refused with `error`. A refresh with an error of the class `rejected` ends the session, for the error's `cause`, with its message as `detail`. */
    refuseNext(call: FakeCall, error: TesseraError): void {
        this.#client.refusals.set(call, error);
    }

    /** Each refresh waits until what is returned is called. */
    holdRefresh(): () => void {
        return this.#client.held.hold();
    }

    /** What `Tessera.fetch` gets. `HttpClient` has its own `HttpTestingController`. */
    answerFetch(answer: (request: Request) => Response | Promise<Response>): void {
        this.#client.answer = answer;
    }
}
