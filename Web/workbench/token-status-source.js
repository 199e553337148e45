// The status lists that the page has at hand. One is fetched by itself only when the token is verified and the list lies on
// the server whose keys verified it: nobody learns from a pasted token that somebody looks at it.

import { address, fetchText, SourceFault } from "./token-sources.js";
import { openStatusList, StatusFault } from "./token-status.js";

/** Status lists by their address, with `changed` called when one has come. */
export class StatusSource {
    #changed;
    #lists = new Map();

    constructor(changed) {
        this.#changed = changed;
    }

    /** What is at hand for an address. */
    listOf(uri) {
        return this.#lists.get(uri) ?? { list: null, fault: null, words: "The list is on another server; the page fetches it only when you ask." };
    }

    /** Forgets everything: the keys are others. */
    clear() {
        this.#lists.clear();
    }

    /** Whether the list should be fetched without anybody asking. */
    isDue(uri, { isVerified, keysAddress, nowMilliseconds }) {
        const known = this.#lists.get(uri);
        if (known?.isLoading) return false;
        if (known) return known.list?.ttl > 0 && nowMilliseconds - known.fetchedAt > known.list.ttl * 1000;
        try {
            const { origin } = address(uri, location.href);
            return isVerified && keysAddress !== null && origin === new URL(keysAddress).origin;
        } catch {
            return false;
        }
    }

    /** Fetches a list and verifies it. */
    async fetch(uri, context) {
        const before = this.#lists.get(uri);
        const lists = this.#lists;
        lists.set(uri, before ? { ...before, isLoading: true } : { list: null, fault: null, words: "The list is being fetched.", isLoading: true });
        const entry = { list: null, fault: null, words: "", fetchedAt: Date.now(), isLoading: false };
        try {
            const { text } = await fetchText(address(uri, location.href));
            entry.list = await openStatusList(text, { uri, ...context });
        } catch (error) {
            const isExpected = error instanceof SourceFault || error instanceof StatusFault;
            entry.fault = isExpected ? error.message : "The list cannot be read.";
        }
        if (!lists.has(uri)) return;
        lists.set(uri, entry);
        this.#changed();
    }
}
