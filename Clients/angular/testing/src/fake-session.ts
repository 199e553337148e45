import { type Session, type SignedOutCause, TesseraError } from "@tessera/client";
import { FakeNotices } from "./fake-notices";
import { type FakeUser, sessionOf } from "./fake-user";

/** The session of the fake: who is signed in, by which token, and how a refresh goes. */
export class FakeSession {
    readonly notices = new FakeNotices();
    /** What the next refresh is refused with. */
    refusal: TesseraError | null = null;
    #user: FakeUser | null = null;
    #generation = 0;
    #token = 0;
    #isExpired = false;
    #isOffline = false;
    #refreshing: Promise<Session> | null = null;
    #held: Promise<void> | null = null;

    /** The access token; null without a session. */
    get token(): string | null {
        return this.#user && `test-token-${String(this.#token)}`;
    }

    get session(): Session | null {
        const state = this.notices.state.value;
        return state.status === "signedIn" ? state.session : null;
    }

    /** The session; for calls that need one. */
    get required(): Session {
        const { session } = this;
        if (!session) throw new TesseraError("cancelled", "cancelled", "There is no session.");
        return session;
    }

    begin(user: FakeUser): void {
        const wasSignedIn = this.#user !== null;
        this.#user = user;
        this.#refreshing = null;
        this.#generation = 0;
        this.#token += 1;
        this.#isExpired = this.#isOffline = false;
        this.#show();
        // Who hears of the end finds the new session already, as with the real client.
        if (wasSignedIn) this.notices.emit({ kind: "signedOut", cause: "signed_out", detail: null });
        this.notices.emit({ kind: "signedIn", session: this.required });
    }

    /** Ends the session, if there is one; tells of it only then. */
    end(cause: SignedOutCause | null, detail: string | null = null): void {
        const isSignedIn = this.#user !== null;
        this.#user = null;
        this.#refreshing = null;
        if (this.notices.state.value.status !== "signedOut" && (isSignedIn || cause === null)) {
            this.notices.setState({ status: "signedOut", cause: isSignedIn ? cause : null });
        }
        if (isSignedIn && cause !== null) this.notices.emit({ kind: "signedOut", cause, detail });
    }

    /** The person has proved again to be that person. */
    confirm(): Session {
        if (this.#user) this.#user = { ...this.#user, signedInFor: 0 };
        this.#show();
        return this.required;
    }

    expire(): void {
        this.#isExpired = true;
    }

    offline(): void {
        this.#isExpired = this.#isOffline = true;
        this.notices.emit({ kind: "offline" });
        this.#show();
    }

    online(): void {
        this.#isOffline = false;
        this.notices.emit({ kind: "online" });
    }

    /** Every refresh waits until what is returned is called. */
    hold(): () => void {
        let resolve = (): void => undefined;
        const promise = new Promise<void>(done => {
            resolve = done;
        });
        this.#held = promise;
        return () => {
            if (this.#held === promise) this.#held = null;
            resolve();
        };
    }

    /** One refresh for all who ask at the same time. */
    refresh(): Promise<Session> {
        this.#refreshing ??= this.#refresh().finally(() => {
            this.#refreshing = null;
        });
        return this.#refreshing;
    }

    /** A token that can be sent; null without a session. */
    async usable(): Promise<string | null> {
        if (this.#user && this.#isExpired) {
            await this.refresh().catch((error: unknown) => {
                if (!(error instanceof TesseraError) || error.class !== "rejected") throw error;
            });
        }
        return this.token;
    }

    async #refresh(): Promise<Session> {
        const user = this.#user;
        if (!user) throw new TesseraError("cancelled", "cancelled", "There is no session.");
        await this.#held;
        const error = this.#isOffline ? new TesseraError("transient", "offline", "There is no network.") : this.refusal;
        this.refusal = null;
        if (this.#user !== user) throw new TesseraError("cancelled", "cancelled", "The session has changed meanwhile.");
        if (error) {
            if (error.class === "rejected") this.end(error.cause ?? "expired", error.message || null);
            else this.notices.emit({ kind: "refreshFailed", error, retryIn: null });
            throw error;
        }
        this.#isExpired = false;
        this.#generation += 1;
        this.#token += 1;
        this.#show();
        this.notices.emit({ kind: "refreshed", generation: this.#generation, by: "this" });
        return this.required;
    }

    #show(): void {
        const user = this.#user;
        if (!user) return;
        const stale = this.#isOffline;
        const session = sessionOf(this.#isExpired ? { ...user, expiresIn: 0 } : user, this.#generation);
        this.notices.setState({ status: "signedIn", session, stale });
    }
}
