import { type Client, createClient, type Environment } from "@tessera/client";

/** Nothing of it is ever of use: no network, no timer, no storage. */
const nothing: Partial<Environment> = {
    fetch: () => Promise.reject(new TypeError("There is no network in a test.")),
    setTimer: () => () => undefined,
    locks: null,
    openChannel: () => null,
    storage: () => null,
    page: { isVisible: () => false, isOnline: () => false, on: () => () => undefined },
};

/** What needs no session: which addresses get the token, and what a token says. It is the real client's. */
export type FakeRules = Pick<Client, "shouldAttach" | "decode">;

/**
 * The rules of a real client for these addresses, which does nothing.
 *
 * @param api undefined: every address of a server gets the token.
 */
export function fakeRules(issuer: string | undefined, api: readonly string[] | undefined): FakeRules {
    const own = globalThis.document.location.origin;
    const client = createClient({ issuer: issuer ?? own, api: [...(api ?? [])], environment: nothing });
    client.close();
    return {
        shouldAttach: url => ((api ?? issuer) === undefined ? isOfServer(url) : client.shouldAttach(url)),
        decode: token => client.decode(token),
    };
}

function isOfServer(url: string | URL): boolean {
    const base = globalThis.document.baseURI;
    return URL.canParse(String(url), base) && /^https?:$/.test(new URL(url, base).protocol);
}
