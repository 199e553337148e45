// Writes messages.en-XA.json: every text of messages.json with accents on its letters and two fifths longer. A page in it shows
// which text is not translated, and where a longer language would not fit.
// usage: node pseudo.mjs
import { readFileSync, writeFileSync } from "node:fs";

const accents = {
    a: "á",
    c: "ç",
    d: "ð",
    e: "é",
    g: "ĝ",
    h: "ĥ",
    i: "î",
    n: "ñ",
    o: "ö",
    r: "ŕ",
    s: "š",
    u: "û",
    y: "ý",
    A: "Å",
    E: "É",
    I: "Î",
    N: "Ñ",
    O: "Ö",
    S: "Š",
    T: "Ţ",
    U: "Û",
};

const accented = text => text.replace(/[A-Za-z]/g, letter => accents[letter] ?? letter);
const longer = text => `${accented(text)}${" ·".repeat(Math.ceil(text.trim().length / 5))}`;

/** Names in braces stand for something; the forms of a plural are texts themselves. */
export function pseudo(message) {
    const plural = /^\{VAR_\w+, plural, (.*)\}$/s.exec(message);
    if (plural) {
        return message.replace(
            /(=\d+|zero|one|two|few|many|other) \{((?:[^{}]|\{\w+\})*)\}/g,
            (_, form, text) => `${form} {${pieces(text)}}`,
        );
    }
    return pieces(message);
}

function pieces(text) {
    const parts = text.split(/(\{\$?\w+\})/);
    const last = parts.findLastIndex((part, index) => index % 2 === 0 && part.trim() !== "");
    return parts
        .map((part, index) => (index % 2 === 1 ? part : index === last ? longer(part) : accented(part)))
        .join("");
}

const folder = new URL("./", import.meta.url);
const source = JSON.parse(readFileSync(new URL("messages.json", folder), "utf8"));
const translations = Object.fromEntries(Object.entries(source.translations).map(([id, text]) => [id, pseudo(text)]));
writeFileSync(
    new URL("messages.en-XA.json", folder),
    JSON.stringify({ locale: "en-XA", translations }, null, 2) + "\n",
);
