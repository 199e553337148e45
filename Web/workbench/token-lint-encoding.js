// The lint rules about the spelling of a part in base64url.

import { decodeBase64URL } from "./token-base64url.js";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Decodes a part for looking at it, and reports every fault of its spelling.
 * @returns {Uint8Array|null} The bytes that are meant, or null when nothing can be made of the part.
 */
export function tolerantBytes(part, report) {
    const body = part.replace(/[= \t\n\r]+$/, "");
    if (part.slice(body.length).includes("=")) report("padding");
    const foreign = body.search(/[^A-Za-z0-9_+/\- \t\n\r-]/);
    if (/[+/]/.test(foreign < 0 ? body : body.slice(0, foreign))) report("standard_alphabet");
    if (foreign >= 0) {
        report("foreign_character");
        return null;
    }
    const text = body.replaceAll(/[ \t\n\r]/g, "").replaceAll("+", "-").replaceAll("/", "_");
    if (text.length % 4 === 1) {
        report("impossible_length");
        return decodeBase64URL(text.slice(0, -1));
    }
    const bytes = decodeBase64URL(text);
    if (bytes) return bytes;
    report("trailing_bits");
    return decodeBase64URL(cleared(text));
}

/** A text with the unused bits of its last character set to zero. */
function cleared(text) {
    const value = alphabet.indexOf(text.at(-1));
    return text.slice(0, -1) + alphabet[value - value % (text.length % 4 === 2 ? 16 : 4)];
}
