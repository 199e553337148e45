import type { Environment, KeyValueStore, PageSignal } from "./environment.ts";

/**
 * The browser's own parts, with `replaced` in place of some. Reads nothing before it is called.
 *
 * Servers have locks, channels and storage of their own by now, shared by all the people they serve. So where there is no
 * document, there is none of them.
 */
export function browserEnvironment(replaced: Partial<Environment> = {}): Environment {
    const { navigator, document } = globalThis;
    const listen = (target: EventTarget | undefined, type: string, listener: () => void) => {
        if (document) target?.addEventListener(type, listener);
        return () => target?.removeEventListener(type, listener);
    };
    const isVisible = () => document?.visibilityState !== "hidden";
    return {
        fetch: (input, init) => globalThis.fetch(input, init),
        now: () => Date.now(),
        monotonic: () => performance.now(),
        setTimer(callback, milliseconds) {
            const timer = setTimeout(callback, milliseconds);
            return () => clearTimeout(timer);
        },
        // Asked for with `as` because the DOM's own declaration has one overload for each way to call it.
        locks: document ? (navigator.locks as Environment["locks"] | undefined) ?? null : null,
        openChannel: name => document && globalThis.BroadcastChannel ? new BroadcastChannel(name) : null,
        storage: kind => document ? webStorage(kind) : null,
        page: {
            isVisible,
            isOnline: () => navigator?.onLine !== false,
            on(kind: PageSignal, listener) {
                if (kind === "online" || kind === "offline") return listen(globalThis, kind, listener);
                if (kind === "shown") {
                    const stops = [listen(globalThis, "pageshow", listener), listen(document, "resume", listener)];
                    return () => stops.forEach(stop => stop());
                }
                return listen(document, "visibilitychange", () => {
                    if (isVisible() === (kind === "visible")) listener();
                });
            },
        },
        random: () => Math.random(),
        uuid,
        base: () => document?.baseURI,
        ...replaced,
    };
}

/** Random bits as text. `crypto.randomUUID` is missing on plain http origins, `getRandomValues` is not. */
function uuid(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}

function webStorage(kind: "local" | "session"): KeyValueStore | null {
    try {
        // Reading the property throws when the browser refuses storage to this page.
        const storage = kind === "local" ? globalThis.localStorage : globalThis.sessionStorage;
        return {
            getItem: key => storage.getItem(key),
            setItem: (key, value) => storage.setItem(key, value),
            removeItem: key => storage.removeItem(key),
            watch(key, listener) {
                const onStorage = (event: StorageEvent) => {
                    // A null key: everything was cleared.
                    if (event.storageArea === storage && (event.key === key || event.key === null)) listener();
                };
                addEventListener("storage", onStorage);
                return () => removeEventListener("storage", onStorage);
            },
        };
    } catch {
        return null;
    }
}
