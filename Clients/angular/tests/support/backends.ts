import { XhrFactory } from "@angular/common";
import { provideHttpClient, withInterceptors, withXhr, type HttpInterceptorFn } from "@angular/common/http";
import { type EnvironmentProviders, type Provider } from "@angular/core";
import { tesseraInterceptor } from "@tessera/angular";

/** A request as it would leave the browser. */
export interface Sent {
    readonly method: string;
    readonly url: string;
    readonly headers: Headers;
    /** The bytes, as text of one character each. */
    readonly body: string;
    readonly redirect: string;
}

/** What a server says. */
export interface Answer {
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
}

/** A server behind both backends of `HttpClient`. */
export class Api {
    readonly sent: Sent[] = [];
    /** Gives the answer; may wait. */
    answer: (sent: Sent) => Answer | Promise<Answer> = () => ({});

    async take(sent: Sent): Promise<Required<Answer>> {
        this.sent.push(sent);
        const { status = 200, headers = {}, body = "{}" } = await this.answer(sent);
        return { status, headers, body };
    }

    /** The credentials of everything that was sent. */
    get credentials(): (string | null)[] {
        return this.sent.map(({ headers }) => headers.get("Authorization"));
    }
}

/** One of the two ways in which `HttpClient` sends. */
export interface Backend {
    readonly name: "fetch" | "XHR";
    provide(api: Api, ...interceptors: HttpInterceptorFn[]): (Provider | EnvironmentProviders)[];
}

export const fetchBackend: Backend = {
    name: "fetch",
    provide(api, ...interceptors) {
        vi.stubGlobal("fetch", async (url: string, init: RequestInit): Promise<Response> => {
            const { body: given, ...others } = init;
            const request = new Request(new URL(url, document.baseURI), { ...others, signal: null });
            const body = await contentOf(given);
            const { method, headers, redirect } = request;
            const answer = api.take({ method, url: request.url, headers, body, redirect });
            const { status, headers: answered, body: text } = await unlessAborted(answer, init.signal);
            const isEmpty = [101, 204, 205, 304].includes(status);
            return new Response(isEmpty ? null : text, { status, headers: answered });
        });
        return [provideHttpClient(withInterceptors([...interceptors, tesseraInterceptor]))];
    },
};

export const xhrBackend: Backend = {
    name: "XHR",
    provide: (api, ...interceptors) => [
        provideHttpClient(withInterceptors([...interceptors, tesseraInterceptor]), withXhr()),
        { provide: XhrFactory, useValue: { build: () => new FakeXhr(api) } },
    ],
};

export const backends = [fetchBackend, xhrBackend];

/** The part of `XMLHttpRequest` that Angular uses. */
class FakeXhr extends EventTarget {
    status = 0;
    statusText = "";
    response: unknown = null;
    responseText = "";
    responseType = "";
    responseURL = "";
    withCredentials = false;
    readyState = 0;
    readonly upload = new EventTarget();
    readonly #headers = new Headers();
    #method = "";
    #answered = new Headers();
    #isAborted = false;

    constructor(readonly api: Api) {
        super();
    }

    open(method: string, url: string): void {
        this.#method = method;
        this.responseURL = new URL(url, document.baseURI).href;
    }

    setRequestHeader(name: string, value: string): void {
        this.#headers.append(name, value);
    }

    send(body: BodyInit | null): void {
        void this.#send(body);
    }

    abort(): void {
        this.#isAborted = true;
    }

    getAllResponseHeaders(): string {
        return [...this.#answered].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    }

    async #send(body: BodyInit | null): Promise<void> {
        const { responseURL: url } = this;
        const headers = new Headers(this.#headers);
        const sent: Sent = { method: this.#method, url, headers, body: await contentOf(body), redirect: "follow" };
        const answer = await this.api.take(sent);
        if (this.#isAborted) return;
        this.status = answer.status;
        this.#answered = new Headers(answer.headers);
        this.responseText = answer.body;
        this.response =
            this.responseType === "" || this.responseType === "text"
                ? answer.body
                : binary(answer.body, this.responseType);
        this.readyState = 4;
        this.dispatchEvent(new ProgressEvent("load", { loaded: answer.body.length }));
    }
}

function binary(text: string, kind: string): unknown {
    const bytes = new TextEncoder().encode(text);
    if (kind === "blob") return new Blob([bytes]);
    // One of the page's own, whose class Angular knows.
    const buffer = new ArrayBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return buffer;
}

/** What a browser would send for `body`; parts of a form one after the other. */
async function contentOf(body: BodyInit | null | undefined): Promise<string> {
    if (body instanceof Blob) return await textOf(body);
    if (body instanceof FormData) {
        const parts = [...body].map(
            async ([name, part]) => `${name}=${typeof part === "string" ? part : await textOf(part)}`,
        );
        return (await Promise.all(parts)).join("\n");
    }
    if (body instanceof ArrayBuffer)
        return Array.from(new Uint8Array(body), byte => String.fromCharCode(byte)).join("");
    if (body === null || body === undefined) return "";
    if (typeof body === "string" || body instanceof URLSearchParams) return body.toString();
    throw new TypeError("HttpClient sends no such body.");
}

/** Node's own classes do not know the Blob of the test's page. */
function textOf(blob: Blob): Promise<string> {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => {
            resolve(reader.result as string);
        };
        reader.onerror = () => {
            reject(new Error("The blob cannot be read."));
        };
        reader.readAsText(blob);
    });
}

function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | null | undefined): Promise<Value> {
    return new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => {
            reject(new DOMException("aborted", "AbortError"));
        });
        work.then(resolve, reject);
    });
}
