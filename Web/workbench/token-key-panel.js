// The panel of keys: where they come from, what they are. It fetches an address only when a person asks for it or when the
// page opens, and then this server's own.

import { readJSONText, textMember } from "./token-json.js";
import { KeysFault, readKeys, secretKey, typeName } from "./token-keys.js";
import { address, fetchText, metadataAddresses, SourceFault } from "./token-sources.js";
import { code, make, shown } from "./token-view.js";

const at = id => document.getElementById(id);

/** Keys from one of three sources, with `changed` called whenever they are others. */
export class KeyPanel {
    /** What is at hand: `list`, `fault`, `node` (of the key set, for lint), `address`, `skew`, `isWaiting`. */
    keys = { list: [], fault: null, node: null, address: null, skew: null, isWaiting: true };

    #changed;
    #request = 0;
    #issuer = null;

    constructor(changed) {
        this.#changed = changed;
        at("jwks-address").value = new URL("/.well-known/jwks.json", location.href).href;
        for (const choice of document.getElementsByName("source")) choice.addEventListener("change", () => this.#choose());
        at("jwks-address").addEventListener("change", () => this.fetch());
        at("fetch-keys").addEventListener("click", () => this.fetch());
        at("issuer-keys").addEventListener("click", () => this.#fetchOfIssuer());
        for (const id of ["pasted-keys", "secret", "secret-encoding"]) at(id).addEventListener("input", () => this.#choose());
    }

    /** Fetches this server's keys. */
    start() {
        this.#choose();
    }

    /** Which of the sources is chosen: `address`, `paste` or `secret`. */
    get source() {
        return [...document.getElementsByName("source")].find(one => one.checked).value;
    }

    #choose() {
        for (const part of document.querySelectorAll("[data-source]")) part.hidden = part.dataset.source !== this.source;
        if (this.source === "address") this.fetch();
        else this.#read(() => this.source === "paste" ? readKeys(at("pasted-keys").value) : [secretKey(at("secret").value, at("secret-encoding").value)]);
    }

    #read(keys) {
        this.#request += 1;
        const node = () => this.source === "paste" && at("pasted-keys").value.trim().startsWith("{") ? readJSONText(at("pasted-keys").value).value : null;
        try {
            this.#adopt({ list: keys(), fault: null, node: node() });
        } catch (error) {
            this.#fail(error);
        }
    }

    /** Fetches the keys of the address in the field. */
    async fetch() {
        const request = this.#request += 1;
        this.#adopt({ isWaiting: true });
        try {
            const url = address(at("jwks-address").value.trim(), location.href);
            const { text, skew } = await fetchText(url);
            if (request !== this.#request) return;
            const list = readKeys(text);
            this.#adopt({ list, node: readJSONText(text).value, address: url.href, skew: skew && { ...skew, host: url.host } });
        } catch (error) {
            if (request === this.#request) this.#fail(error);
        }
    }

    /** Offers to look for the keys of the token's issuer, when they are other ones than those at hand. */
    offerIssuer(issuer) {
        let host = null;
        try {
            const url = address(issuer ?? "", location.href);
            const isOther = /^https?:/.test(issuer ?? "") && this.keys.address !== null && new URL(this.keys.address).origin !== url.origin;
            host = isOther ? url.host : null;
        } catch (error) {
            if (!(error instanceof SourceFault)) throw error;
        }
        this.#issuer = issuer;
        at("issuer-keys").hidden = host === null;
        at("issuer-keys").replaceChildren("Find the keys of ", ...shown(host ?? ""));
    }

    async #fetchOfIssuer() {
        const request = this.#request += 1;
        this.#adopt({ isWaiting: true });
        let last = new SourceFault("The issuer has no metadata that this page may read.");
        for (const place of metadataAddresses(this.#issuer, location.href)) {
            try {
                const { text } = await fetchText(new URL(place));
                const found = textMember(readJSONText(text).value, "jwks_uri");
                if (request !== this.#request) return;
                if (found === undefined) continue;
                at("jwks-address").value = address(found, place).href;
                await this.fetch();
                return;
            } catch (error) {
                last = error;
            }
        }
        if (request === this.#request) this.#fail(last);
    }

    #fail(error) {
        const isExpected = error instanceof KeysFault || error instanceof SourceFault;
        this.#adopt({ fault: isExpected ? error.message : "The keys cannot be read." });
    }

    #adopt(keys) {
        this.keys = { list: [], fault: null, node: null, address: null, skew: null, isWaiting: false, ...keys };
        this.#render();
        this.#changed();
    }

    #render() {
        const { list, fault, isWaiting } = this.keys;
        const count = `${list.length} key${list.length === 1 ? "" : "s"}`;
        const words = isWaiting ? "being fetched" : fault !== null ? "none" : `${count} ${this.#origin()}`;
        at("keys-summary").replaceChildren(...shown(words));
        at("keys-fault").hidden = fault === null;
        at("keys-fault").textContent = fault ?? "";
        at("keys-list").replaceChildren(...list.map(key => make("li", { class: "key" },
            key.kid === null ? "without a name" : code(key.kid), ` ${typeName(key)}${key.alg === null ? "" : `, ${key.alg}`}`,
            key.problem === null ? "" : make("div", { class: "bad" }, `A verifier leaves it out: ${key.problem}.`))));
    }

    #origin() {
        if (this.source !== "address") return this.source === "paste" ? "pasted" : "by a secret";
        const url = new URL(this.keys.address);
        return url.origin === location.origin ? "of this server" : `of ${url.host}`;
    }

    /** Marks the key that the token names. */
    mark(key) {
        [...at("keys-list").children].forEach((item, index) => item.classList.toggle("chosen", key !== null && this.keys.list[index] === key));
    }
}
