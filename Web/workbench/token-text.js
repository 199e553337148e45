// Text that somebody else wrote, made safe to look at: characters that nobody sees, or that turn the reading direction
// around, are named instead of shown.

// Controls, format characters (bidirectional overrides, zero widths, tags), private use, line and paragraph separators,
// variation selectors, and letters that are drawn as nothing.
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
const runs = new RegExp(`(${invisible.source})`, "u");

/** Whether a text holds a character that cannot be seen. */
export const hidesSomething = text => invisible.test(text);

/** The name of a character, such as `U+202E`. */
export const nameOf = character => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * Splits a text at the characters that cannot be seen.
 * @returns {{text: string, isHidden: boolean}[]} The pieces in their order; of a hidden character its name.
 */
export function visiblePieces(text) {
    return text.split(runs).filter(piece => piece !== "").map(piece => invisible.test(piece)
        ? { text: nameOf(piece), isHidden: true }
        : { text: piece, isHidden: false });
}

/** The text in one line, hidden characters named between angle brackets. */
export const visibleText = text => visiblePieces(text).map(piece => piece.isHidden ? `⟨${piece.text}⟩` : piece.text).join("");

/** Shortens a text to so many characters, without cutting one into halves. */
export function shortened(text, length) {
    if (text.length <= length) return text;
    return `${[...text.slice(0, length)].slice(0, -1).join("")}…`;
}

/** A JSON string literal in which every character that cannot be seen is escaped. */
export function jsonLiteral(text) {
    return JSON.stringify(text).split(runs).map(piece => invisible.test(piece) ? escaped(piece) : piece).join("");
}

const escaped = character => Array.from({ length: character.length }, (_, index) =>
    `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");

/** JSON for people: indented by two spaces, numbers as they were written, invisible characters escaped. */
export function prettyJSON(node, indent = "") {
    const inner = `${indent}  `;
    switch (node.kind) {
    case "object":
        if (node.members.length === 0) return "{}";
        return `{\n${node.members.map(one => `${inner}${jsonLiteral(one.name)}: ${prettyJSON(one.value, inner)}`).join(",\n")}\n${indent}}`;
    case "array":
        if (node.elements.length === 0) return "[]";
        return `[\n${node.elements.map(one => inner + prettyJSON(one, inner)).join(",\n")}\n${indent}]`;
    case "string": return jsonLiteral(node.text);
    case "number": return node.text;
    default: return String(node.value);
    }
}
