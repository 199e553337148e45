// The choice of where tokens are kept. Each is a link to the demo with another client; what is signed in here is signed out first.

import { addressOfMode, modes } from "./demo-modes.js";
import { make } from "../workbench/token-view.js";

/**
 * @param {object} elements - `title`, `words`, `list`.
 * @param {function} leave - signs out; awaited before the page goes.
 */
export function connectModes({ title, words, list }, current, leave) {
    title.textContent = current.title;
    words.textContent = `${current.keeps} ${current.risk}`;
    list.replaceChildren(...modes.filter(mode => mode !== current).map(mode => {
        const link = make("a", { href: addressOfMode(mode), "data-mode": mode.name }, mode.title);
        link.addEventListener("click", async event => {
            // Another tab, or another window, leaves this one as it is.
            if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            await leave();
            location.assign(link.href);
        });
        return make("li", {}, link, make("p", {}, mode.keeps, " ", make("span", { class: "risk" }, mode.risk)));
    }));
}
