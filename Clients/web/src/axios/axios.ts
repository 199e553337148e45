import type { Attempt } from "../attach/attempt.ts";
import type { Client } from "../client.ts";

/** The part of an axios request that the interceptor reads and writes. */
export interface RequestConfig {
    url?: string;
    baseURL?: string;
    method?: string;
    params?: unknown;
    data?: unknown;
    // deno-lint-ignore no-explicit-any -- axios' own header class; both versions of it take `set` or plain members.
    headers?: any;
    /** `false`: the interceptor leaves this request alone. */
    tessera?: boolean;
    /** The interceptor's own: what it has made of this request. */
    tesseraAttempt?: Attempt | undefined;
    /** The interceptor's own: what it sends this time, in place of a new one. */
    tesseraNext?: Attempt | undefined;
    [member: string]: unknown;
}

/** The part of an axios error that the interceptor reads. */
export interface ResponseError {
    config?: RequestConfig | undefined;
    // deno-lint-ignore no-explicit-any -- as above.
    response?: { status: number; headers: any } | undefined;
}

/** What `axios.interceptors.request.use` and `axios.interceptors.response.use` take. */
export interface Interceptor {
    request(config: RequestConfig): Promise<RequestConfig>;
    response<Response>(response: Response): Response;
    rejected(error: unknown): Promise<unknown>;
}

/**
 * Interceptors for axios, or for anything of its shape:
 *
 * ```js
 * const tessera = tesseraInterceptor(client, axios);
 * axios.interceptors.request.use(tessera.request);
 * axios.interceptors.response.use(tessera.response, tessera.rejected);
 * ```
 *
 * @param axios sends the second try after a 401 and resolves addresses.
 */
export function tesseraInterceptor(
    client: Pick<Client, "attempt">,
    axios: { request(config: RequestConfig): Promise<unknown>; getUri(config: RequestConfig): string },
): Interceptor {
    /** The request as the platform would see it; without its body, which no decision needs. */
    const asRequest = (config: RequestConfig) => {
        const headers = new Headers();
        const authorization = read(config.headers, "Authorization");
        if (authorization !== null) headers.set("Authorization", authorization);
        const url = new URL(axios.getUri(config), globalThis.document?.baseURI);
        const signal = config.signal instanceof AbortSignal ? { signal: config.signal } : {};
        return new Request(url, { method: config.method?.toUpperCase() ?? "GET", headers, ...signal });
    };
    const take = (config: RequestConfig, attempt: Attempt) => {
        const headers = config.headers ??= {};
        for (const name of credentials) {
            const value = attempt.request.headers.get(name);
            if (value === null) continue;
            if (typeof headers.set === "function") headers.set(name, value);
            else headers[name] = value;
        }
        // Members of the configuration, since axios copies it for each request.
        return Object.assign(config, { tesseraAttempt: attempt, tesseraNext: undefined });
    };
    /** What the answer asks for, when it is an answer to an attempt of ours. */
    const next = async (config: RequestConfig | undefined, response: ResponseError["response"]) => {
        if (!response) return null;
        const headers = new Headers();
        for (const name of ["WWW-Authenticate", "DPoP-Nonce"]) {
            const value = read(response.headers, name);
            if (value !== null) headers.set(name, value);
        }
        // A status that a response may not be made with, as those below 200, asks for nothing.
        const status = response.status === 401 || response.status === 403 ? response.status : 200;
        return await config?.tesseraAttempt?.next(new Response(null, { status, headers })) ?? null;
    };
    return {
        async request(config) {
            if (config.tessera === false) return config;
            if (config.tesseraNext) return take(config, config.tesseraNext);
            // The application sends the configuration of an earlier request again: the credentials in it are ours, and may be too old.
            const earlier = config.tesseraAttempt?.request.headers.get("Authorization");
            if (earlier && earlier === read(config.headers, "Authorization")) {
                for (const name of credentials) remove(config.headers, name);
            }
            return take(config, await client.attempt(asRequest(config)));
        },
        response(response) {
            const { config, ...answer } = response as ResponseError["response"] & ResponseError;
            // It never rejects, and a success needs nothing but that its nonce is learnt.
            void next(config, answer as ResponseError["response"]);
            return response;
        },
        async rejected(error) {
            const { config, response } = error as ResponseError;
            const attempt = await next(config, response);
            if (!config || !attempt || config.data instanceof ReadableStream) throw error;
            return await axios.request({ ...config, tesseraNext: attempt });
        },
    };
}

const credentials = ["Authorization", "DPoP"];

/** A header of axios' own class, or a plain member. */
function read(headers: RequestConfig["headers"], name: string): string | null {
    const value = headers?.get?.(name) ?? headers?.[name] ?? headers?.[name.toLowerCase()];
    return typeof value === "string" ? value : null;
}

function remove(headers: RequestConfig["headers"], name: string): void {
    if (typeof headers.delete === "function") headers.delete(name);
    else delete headers[name];
}
