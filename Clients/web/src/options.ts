import { type AllowedBase, allowedBase } from "./attach/allow-list.ts";
import { browserEnvironment } from "./environment/browser.ts";
import type { Environment } from "./environment/environment.ts";
import { TesseraError } from "./errors/tessera-error.ts";
import type { Binding } from "./server/binding.ts";

/** How a client is set up. */
export interface ClientOptions {
    /** The origin of the login service, such as `location.origin`. It always gets the token. */
    issuer: string;
    /** Further bases that get the token, such as `https://api.example.com/v1`: exact origin, and that path or below. */
    api?: string[];
    /**
     * Where the refresh token lives.
     *
     * `cookie` (default): in a `__Host-`, HttpOnly, Secure, SameSite=Strict cookie that no script can read; the access
     * token in memory. `token`: in script's reach, see `storage`.
     */
    mode?: "cookie" | "token";
    /**
     * Token mode only. `memory` (default): gone with the page, each tab has its own session. `session`: survives a reload,
     * each tab has its own session. `local`: shared by tabs and survives the browser.
     *
     * With `session` and `local`, any script that runs on this origin (XSS, a compromised dependency) can copy the refresh
     * token and use it elsewhere, unless `binding` ties it to this browser.
     */
    storage?: "memory" | "session" | "local";
    /** Token mode only: ties the tokens to a key of this browser, by `dpop()` of `@tessera/client/dpop`. */
    binding?: Binding;
    /** The scope asked for at sign-in, words between spaces. */
    scope?: string;
    /** Sent as `Tessera-Client`; by default `@tessera/client`. */
    name?: string;
    /** Prefix of the storage key, the lock and the channel; by default `tessera`. */
    namespace?: string;
    /** Replaces parts of what the browser gives. */
    environment?: Partial<Environment>;
}

/** The options, checked and completed. */
export interface Settings {
    readonly issuer: string;
    readonly bases: readonly AllowedBase[];
    readonly cookie: boolean;
    readonly storage: "memory" | "session" | "local";
    /** Whether other tabs hold the same session. */
    readonly shared: boolean;
    readonly binding: Binding | undefined;
    readonly scope: string | undefined;
    readonly name: string;
    readonly namespace: string;
    readonly environment: Environment;
    /** There is no page, as while a server renders: there is no session, nothing is asked, and nothing keeps the process alive. */
    readonly inert: boolean;
}

/**
 * Checks and completes `options`.
 *
 * @throws {@link TesseraError} of class `configuration` that says which option is wrong.
 */
export function settingsOf(options: ClientOptions): Settings {
    const cookie = options.mode !== "token";
    if (cookie && (options.storage || options.binding)) {
        throw new TesseraError("configuration", "invalid_options", 'storage and binding need mode: "token".');
    }
    const issuer = allowedBase(options.issuer);
    // In cookie mode the storage holds the shared notes (epoch, generation, attempt), never a token.
    const storage = cookie ? "local" : options.storage ?? "memory";
    return {
        issuer: issuer.origin,
        bases: [{ origin: issuer.origin, path: "/" }, ...(options.api ?? []).map(allowedBase)],
        cookie,
        storage,
        shared: storage === "local",
        binding: options.binding,
        scope: options.scope,
        name: options.name ?? "@tessera/client",
        namespace: options.namespace ?? "tessera",
        environment: browserEnvironment(options.environment),
        inert: !globalThis.document && !options.environment?.page,
    };
}
