import { TesseraError } from "../errors/tessera-error.ts";
import { proofBy } from "../server/proof.ts";
import { accessToken } from "../session/access.ts";
import { decodeToken } from "../session/decode.ts";
import type { Rotation } from "../session/rotation.ts";
import type { Held } from "../session/session.ts";
import type { Tab } from "../session/tab.ts";
import { isAllowed } from "./allow-list.ts";
import { challengeError, stepUps } from "./challenge.ts";

/** Puts the access token on the requests that may carry it, and gets them through a 401. */
export class Attach {
    readonly #tab: Tab;
    readonly #rotation: Rotation;
    /** Answers to a second try: whoever hands them in again gets them back. */
    readonly #settled = new WeakSet<Response>();

    constructor(tab: Tab, rotation: Rotation) {
        this.#tab = tab;
        this.#rotation = rotation;
    }

    shouldAttach(url: string | URL): boolean {
        const { bases, environment } = this.#tab.settings;
        return isAllowed(url, environment.base(), bases);
    }

    async attach(request: Request): Promise<Request> {
        // The token is looked up only now: requests to elsewhere never wait for one.
        if (!this.shouldAttach(request.url) || request.headers.has("Authorization")) return request;
        const held = await accessToken(this.#tab, this.#rotation);
        return held ? await this.#credentialed(request, held) : request;
    }

    async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
        const { environment, binding } = this.#tab.settings;
        const isRequest = input instanceof Request;
        if (!this.shouldAttach(isRequest ? input.url : input)) return await environment.fetch(input, init);
        const request = new Request(isRequest ? input : new URL(input, environment.base()), init);
        const hasBody = init?.body != null || (isRequest && input.body !== null);
        const isReplayable = !(init?.body instanceof ReadableStream);
        const spare = hasBody && isReplayable ? request.clone() : null;
        const sent = await unlessAborted(this.attach(request), request.signal);
        const response = await environment.fetch(sent);
        binding?.learn(sent.url, response.headers);
        const again = spare ? new Request(spare, { headers: sent.headers, redirect: sent.redirect }) : sent;
        return await this.handle401(again, response);
    }

    async handle401(request: Request, response: Response): Promise<Response> {
        if (this.#settled.has(response)) return response;
        const { environment, binding } = this.#tab.settings;
        // A nonce that is missing says nothing about the token, so it does not use up the one retry.
        for (let nonces = 0, answer = response;; nonces += 1) {
            const isNonce = challengeError(answer.headers.get("WWW-Authenticate")) === "use_dpop_nonce";
            if (isNonce && nonces > 0) return answer;
            const spare = isNonce && !request.bodyUsed ? request.clone() : null;
            const again = await this.renew(request, answer);
            if (!again) return answer;
            answer = await environment.fetch(again);
            binding?.learn(again.url, answer.headers);
            if (!isNonce || !spare) {
                this.#settled.add(answer);
                return answer;
            }
            request = new Request(spare, { headers: again.headers, redirect: again.redirect });
        }
    }

    async renew(request: Request, response: Response): Promise<Request | null> {
        const { binding } = this.#tab.settings;
        const [, token] = request.headers.get("Authorization")?.split(" ") ?? [];
        if (!token || !this.shouldAttach(request.url)) return null;
        const error = challengeError(response.headers.get("WWW-Authenticate"));
        if (error && stepUps.includes(error) && (response.status === 401 || response.status === 403)) {
            const { status } = response;
            const stepUp = new TesseraError("refused", error, `The API asks for more: ${error}.`, { status });
            this.#tab.notices.emit({ kind: "stepUp", error: stepUp });
            return null;
        }
        if (response.status !== 401 || request.bodyUsed) return null;
        const before = this.#tab.held;
        // Only a token of this session: not one that the caller set, not one from before a sign-out.
        if (!before || decodeToken(token)?.claims.sid !== before.session) return null;
        if (error === "use_dpop_nonce") {
            return binding?.learn(request.url, response.headers) ? await this.#credentialed(request, before) : null;
        }
        if (error && error !== "invalid_token") return null;
        this.#tab.look();
        try {
            if (this.#tab.held?.access === token) await this.#rotation.refresh(true);
        } catch {
            // Whoever asked gets the API's answer; the state and the events tell of the rest.
            return null;
        }
        const { held } = this.#tab;
        const isNewer = held && held.session === before.session && held.access !== token;
        return isNewer ? await this.#credentialed(request, held) : null;
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
