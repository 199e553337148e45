// The log: what you did, what the network saw, what the client said. Newest first; only what matters is read aloud.

import { make } from "../workbench/token-view.js";

/** How many lines are kept. */
const longest = 200;
const sources = new Map([["you", "You"], ["network", "Network"], ["client", "Client"]]);

/** How long an announcement stays in sight, in milliseconds. */
const announced = 6000;

/** Tells sentences to whoever cannot see the log, by a live region: one at a time, and gone after a while. */
export function announcer(region) {
    let timer = null;
    return text => {
        clearTimeout(timer);
        region.textContent = text;
        timer = setTimeout(() => { region.textContent = ""; }, announced);
    };
}

/**
 * @param {object} elements - `list`, `empty` (shown while there is nothing) and `clear` (a button).
 * @param {function} announce - tells what matters to whoever cannot see the log.
 * @param {function} now - the real time in milliseconds, whatever the client takes for it.
 * @returns {function} Adds a line: `(source, {kind, text}, isSpoken)`; source is `you`, `network` or `client`.
 */
export function createLog({ list, empty, clear }, announce, now) {
    const update = () => {
        empty.hidden = list.childElementCount > 0;
        clear.hidden = !empty.hidden;
    };
    clear.addEventListener("click", () => {
        list.replaceChildren();
        update();
        list.parentElement.focus();
    });
    update();
    return (source, { kind, text }, isSpoken = false) => {
        const at = new Date(now());
        list.prepend(make("li", { class: kind, "data-source": source },
            make("time", { datetime: at.toISOString() }, at.toLocaleTimeString([], { hour12: false })),
            make("span", { class: "source" }, sources.get(source)),
            make("span", { class: "said", dir: "auto" }, text)));
        while (list.childElementCount > longest) list.lastElementChild.remove();
        if (isSpoken) announce(text);
        update();
    };
}
