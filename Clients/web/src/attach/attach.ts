import { TesseraError } from "../errors/tessera-error.ts";
import { proofBy } from "../server/proof.ts";
import { accessToken } from "../session/access.ts";
import type { Rotation } from "../session/rotation.ts";
import type { Held } from "../session/session.ts";
import type { Tab } from "../session/tab.ts";
import { isAllowed } from "./allow-list.ts";
import type { Attempt } from "./attempt.ts";
import { challenge, stepUps } from "./challenge.ts";

/** Puts the access token on the requests that may carry it, and gets them through a 401. */
export class Attach {
    readonly #tab: Tab;
    readonly #rotation: Rotation;

    constructor(tab: Tab, rotation: Rotation) {
        this.#tab = tab;
        this.#rotation = rotation;
    }

    shouldAttach(url: string | URL): boolean {
        const { bases, environment } = this.#tab.settings;
        return isAllowed(url, environment.base(), bases);
    }

    async attempt(request: Request, isReplayable = true): Promise<Attempt> {
        // The token is looked up only now: requests to elsewhere never wait for one.
        const mayAttach = this.shouldAttach(request.url) && !request.headers.has("Authorization");
        const held = mayAttach && await unlessAborted(accessToken(this.#tab, this.#rotation), request.signal);
        if (!held) return { request, next: () => Promise.resolve(null) };
        return await this.#attempt(request, held, isReplayable, true, true);
    }

    async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
        const { environment } = this.#tab.settings;
        const isRequest = input instanceof Request;
        if (!this.shouldAttach(isRequest ? input.url : input)) return await environment.fetch(input, init);
        const request = new Request(isRequest ? input : new URL(input, environment.base()), init);
        let attempt: Attempt | null = await this.attempt(request, !(init?.body instanceof ReadableStream));
        for (;;) {
            const response = await environment.fetch(attempt.request);
            attempt = await unlessAborted(attempt.next(response), request.signal);
            if (!attempt) return response;
            // What is not read would keep its connection.
            response.body?.cancel().catch(() => {});
        }
    }

    /**
     * One sending of `request` with the token in `held`.
     *
     * @param mayRenew whether a newer token may follow. A nonce that is missing says nothing about the token, so it does not use
     *     up that one repeat: it has its own, `mayProve`.
     */
    async #attempt(request: Request, held: Held, isReplayable: boolean, mayRenew: boolean, mayProve: boolean): Promise<Attempt> {
        const spare = isReplayable && (mayRenew || mayProve) ? request.clone() : null;
        const again = async (answer: Response): Promise<Attempt | null> => {
            const tab = this.#tab;
            const error = this.#read(answer, request.url);
            if (error === null || !spare) return null;
            tab.look();
            if (error === "use_dpop_nonce") {
                if (!mayProve) return null;
                mayProve = false;
            } else {
                if (!mayRenew) return null;
                mayRenew = false;
                const isSame = () => tab.held?.access === held.access;
                if (isSame()) await this.#rotation.refresh(true);
                if (isSame()) return null;
            }
            const now = tab.held;
            // Only a token of this session: not that of a person who has signed in since.
            return now?.session === held.session ? await this.#attempt(spare, now, true, mayRenew, mayProve) : null;
        };
        return {
            request: await this.#credentialed(request, held),
            // The caller gets the API's answer; the state and the events tell of the rest.
            next: answer => again(answer).catch(() => null),
        };
    }

    /**
     * Learns what there is to learn from an answer to a request with our token, and tells of a step-up.
     *
     * @returns what a repeat could change: `use_dpop_nonce` when the nonce is known now, `invalid_token`, or undefined when a 401
     *     does not say why; null when nothing can be changed here.
     */
    #read(answer: Response, url: string): string | null | undefined {
        const { notices, settings } = this.#tab;
        const { status, headers } = answer;
        if (answer.ok) this.#tab.endPause(new URL(url).origin === settings.issuer);
        const hasNonce = settings.binding?.learn(url, headers);
        const { error, scope = null, max_age } = challenge(headers.get("WWW-Authenticate"));
        if (error && stepUps.includes(error) && (status === 401 || status === 403)) {
            const stepUp = new TesseraError("refused", error, `The API asks for more: ${error}`, { status });
            const maxAge = /^\d+$/.test(max_age ?? "") ? Number(max_age) : null;
            notices.emit({ kind: "stepUp", error: stepUp, url, scope, maxAge });
            return null;
        }
        const isOurs = !error || error === "invalid_token" || (error === "use_dpop_nonce" && hasNonce);
        return status === 401 && isOurs ? error : null;
    }

    async #credentialed(request: Request, held: Held): Promise<Request> {
        const { binding } = this.#tab.settings;
        const headers = new Headers(request.headers);
        headers.set("Authorization", `${held.type} ${held.access}`);
        if (binding && held.type === "DPoP") {
            const { method, url } = request;
            const time = this.#tab.server.serverTime();
            headers.set("DPoP", await proofBy(binding, { method, url, accessToken: held.access, time }));
        }
        // Browsers take some credentials along to wherever a redirect points.
        return new Request(request, { headers, redirect: request.redirect === "follow" ? "error" : request.redirect });
    }
}

/** The outcome of `work`, or the abort of the one caller who waits for it; the work goes on for the others. */
function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
    return new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason);
        if (signal.aborted) abort();
        signal.addEventListener("abort", abort, { once: true });
        work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
}
