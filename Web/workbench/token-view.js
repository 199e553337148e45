// Small pieces of the page. Whatever comes from a token goes through `shown`, which never makes HTML of it and names the
// characters that cannot be seen.

import { shortened, visiblePieces } from "./token-text.js";

/** The longest text of a token that is shown in one place, in characters. */
const longest = 4000;

/** An element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== ""));
    return element;
}

/** Foreign text as nodes: plain text, and marks for hidden characters. */
export function shown(text) {
    return visiblePieces(shortened(text, longest)).map(piece => piece.isHidden
        ? make("span", { class: "hidden-character", title: "a character that cannot be seen" }, piece.text)
        : document.createTextNode(piece.text));
}

/** Foreign text in the letters of code. */
export const code = text => make("code", {}, shown(text));

/** A word in the colour of what it means: `good`, `bad` or `warn`. */
export const coloured = (kind, text) => make("span", { class: `${kind}-word` }, text);

/** A text that says how far a time is away, kept up to date by `tick`. */
export function ticking(seconds) {
    return make("time", { class: "ticking", datetime: new Date(seconds * 1000).toISOString(), "data-seconds": String(seconds) });
}

/** Replaces what an element holds, only when that changes what is read: a live region speaks once. */
export function say(element, ...children) {
    const fresh = make("div", {}, ...children);
    if (fresh.textContent !== element.textContent) element.replaceChildren(...fresh.childNodes);
}
