import { type ClientOptions, TesseraError } from "@tessera/client";

/** How an application is connected to its login service. */
export interface TesseraOptions extends Omit<ClientOptions, "environment" | "binding"> {
    /**
     * Lets `issuer` and `api` be plain `http:` addresses of other machines, such as those of a test network. Whoever is on the way
     * can then read and change everything. Without it only `https:` and this machine (`localhost`, `127.0.0.0/8`, `[::1]`) are taken.
     */
    allowPlainHttp?: boolean;
}

/** `*.localhost` always means this machine (RFC 6761 §6.3). The browser's parser has made every spelling of an IPv4 address this one. */
const loopback = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The options for the client; the addresses are looked at, and `allowPlainHttp` is taken out.
 *
 * @throws `TesseraError` `configuration` when an address is plain `http:` and not of this machine.
 */
export function clientOptions({ allowPlainHttp, ...options }: TesseraOptions): ClientOptions {
    for (const address of allowPlainHttp ? [] : [options.issuer, ...(options.api ?? [])]) {
        // What is no address at all, the client refuses.
        const url = URL.canParse(address) ? new URL(address) : null;
        if (url?.protocol === "http:" && !loopback.test(url.hostname)) {
            throw new TesseraError(
                "configuration",
                "insecure_address",
                `${address} is plain http, so others could read the tokens. Use https, or allowPlainHttp in a test network.`,
            );
        }
    }
    return options;
}
