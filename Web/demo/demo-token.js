// The token panel: how long the access token still lives, which generation it is and who refreshed it, and what stands in it.

import { claimRows, timeWords } from "./demo-claims.js";
import { clockWords, short } from "./demo-words.js";
import { duration } from "../workbench/token-time.js";
import { make, shown } from "../workbench/token-view.js";

/** How many generations are shown as tiles. */
const mostTiles = 24;

/**
 * @param {object} elements - see `demo.js`.
 * @returns {object} `show(state)` for a new state, `refreshed(event)` for a refresh, `tick()` every second.
 */
export function connectToken(elements, client) {
    const { card, kind, words, by, tiles, dial, clock, claims, header, inspect } = elements;
    let shownGeneration = null;
    let shownSession = null;
    let lifetime = 0;
    let refreshedBy = "";

    function tile(generation, who) {
        const sentence = { this: "refreshed by this tab", other: "refreshed by another tab", first: "found at sign-in" }[who];
        tiles.append(make("li", { class: `tile tile-${who}`, title: `Generation ${generation}, ${sentence}` },
            make("span", { class: "unseen" }, `Generation ${generation}, ${sentence}`)));
        while (tiles.childElementCount > mostTiles) tiles.firstElementChild.remove();
    }

    function rows(members) {
        return claimRows(members, Math.floor(Date.now() / 1000)).flatMap(row => [
            make("dt", {}, shown(row.name)),
            make("dd", {}, make("code", {}, shown(row.value)),
                row.meaning === "" ? null : make("div", { class: "quiet", ...(row.time === null ? {} : { "data-time": String(row.time), "data-name": row.name }) }, row.meaning)),
        ]);
    }

    /** The workbench gets the token in the fragment, which browsers send to nobody. */
    async function link() {
        const generation = shownGeneration;
        const request = await client.attach(new Request(`${location.origin}/auth/me`));
        const token = (request.headers.get("Authorization") ?? "").split(" ")[1];
        if (generation === shownGeneration && token) inspect.setAttribute("href", `/tools/token#token=${token}`);
    }

    function forget() {
        if (shownSession === null) return;
        [shownGeneration, shownSession, refreshedBy] = [null, null, ""];
        tiles.replaceChildren();
        claims.replaceChildren();
        header.replaceChildren();
        inspect.setAttribute("href", "/tools/token");
    }

    function tick() {
        const state = client.state.value;
        if (state.status !== "signedIn") return;
        const left = state.session.expiresIn;
        lifetime = Math.max(lifetime, left);
        dial.style.setProperty("--left", String(lifetime > 0 ? Math.max(0, Math.min(100, 100 * left / lifetime)) : 0));
        dial.dataset.state = left <= 0 ? "over" : left < lifetime / 5 ? "low" : "fresh";
        clock.textContent = clockWords(left);
        words.textContent = left > 0 ? `Expires in ${duration(Math.ceil(left))}.` : "Expired: the next request refreshes it first.";
        const now = Math.floor(Date.now() / 1000);
        for (const element of card.querySelectorAll("[data-time]")) {
            element.textContent = timeWords(element.dataset.name, Number(element.dataset.time), now);
        }
    }

    function show(state) {
        const isSignedIn = state.status === "signedIn";
        card.hidden = !isSignedIn;
        if (!isSignedIn) {
            forget();
            return;
        }
        const { session } = state;
        if (session.id !== shownSession) {
            forget();
            shownSession = session.id;
            tile(session.generation, "first");
        }
        if (session.generation !== shownGeneration) {
            shownGeneration = session.generation;
            lifetime = session.expiresIn;
            const decoded = client.decode();
            claims.replaceChildren(...rows(decoded?.claims ?? session.claims));
            header.replaceChildren(...rows(decoded?.header));
            link().catch(() => {});
        }
        kind.textContent = session.bound ? "DPoP, bound to a key" : "Bearer";
        by.textContent = `Session ${short(session.id)}, generation ${session.generation}${refreshedBy}.`;
        tick();
    }

    return {
        show,
        tick,
        refreshed(event) {
            refreshedBy = event.by === "other" ? ", refreshed by another tab" : ", refreshed by this tab";
            tile(event.generation, event.by === "other" ? "other" : "this");
            show(client.state.value);
        },
    };
}
