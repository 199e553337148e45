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
    /** The interceptor's own mark of a second try. */
    tesseraRetried?: boolean;
    [member: string]: unknown;
}

/** The part of an axios error that the interceptor reads. */
export interface ResponseError {
    config?: RequestConfig | undefined;
    response?: { status: number; headers: unknown } | undefined;
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
    client: Pick<Client, "attach" | "renew">,
    axios: { request(config: RequestConfig): Promise<unknown>; getUri(config: RequestConfig): string },
): Interceptor {
    /** The request as the platform would see it; without its body, which no decision needs. */
    const asRequest = (config: RequestConfig) => {
        const headers = new Headers();
        for (const name of ["Authorization", "DPoP"]) {
            const value = config.headers?.get?.(name) ?? config.headers?.[name];
            if (typeof value === "string") headers.set(name, value);
        }
        const url = new URL(axios.getUri(config), globalThis.document?.baseURI);
        return new Request(url, { method: config.method?.toUpperCase() ?? "GET", headers });
    };
    const take = (config: RequestConfig, request: Request) => {
        const headers = config.headers ??= {};
        for (const name of ["Authorization", "DPoP"]) {
            const value = request.headers.get(name);
            if (value === null) continue;
            if (typeof headers.set === "function") headers.set(name, value);
            else headers[name] = value;
        }
        return config;
    };
    return {
        async request(config) {
            if (config.tessera === false) return config;
            return take(config, await client.attach(asRequest(config)));
        },
        response: response => response,
        async rejected(error) {
            const { config, response } = error as ResponseError;
            const isReplayable = !(config?.data instanceof ReadableStream);
            if (!config || !response || config.tessera === false || !isReplayable || config.tesseraRetried) throw error;
            const headers = new Headers();
            const given = response.headers as { get?(name: string): unknown } & Record<string, unknown>;
            for (const name of ["WWW-Authenticate", "DPoP-Nonce"]) {
                const value = given.get?.(name) ?? given[name.toLowerCase()];
                if (typeof value === "string") headers.set(name, value);
            }
            const renewed = await client.renew(asRequest(config), new Response(null, { status: response.status, headers }));
            if (!renewed) throw error;
            // A mark in the configuration, since axios copies it for each request.
            return await axios.request(take({ ...config, tesseraRetried: true }, renewed));
        },
    };
}
