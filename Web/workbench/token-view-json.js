// JSON as lines that can be read: names, values, and for each time its meaning in words.

import { jsonLiteral } from "./token-text.js";
import { absoluteTime, secondsOf, timeClaims, timeFault } from "./token-time.js";
import { make, shown, ticking } from "./token-view.js";

/** A JSON value as elements, times among the members of the outermost object explained. */
export function jsonView(node, explainsTimes) {
    const lines = [];
    write(node, { lines, depth: 0, before: [], after: "", explainsTimes });
    return lines;
}

function write(node, { lines, depth, before, after, hint = null, explainsTimes = false }) {
    const line = (...content) => lines.push(make("div", { class: `line depth-${Math.min(depth, 8)}` }, ...content));
    if (node.kind !== "object" && node.kind !== "array") {
        line(before, scalar(node), after, hint);
        return;
    }
    if (isShortList(node)) {
        const elements = node.elements.flatMap((element, index) => [index === 0 ? "" : ", ", scalar(element)]);
        line(before, "[", elements, "]", after, hint);
        return;
    }
    const [open, close] = node.kind === "object" ? ["{", "}"] : ["[", "]"];
    const entries = node.kind === "object" ? node.members : node.elements.map(value => ({ value }));
    if (entries.length === 0) {
        line(before, open + close, after, hint);
        return;
    }
    line(before, open);
    entries.forEach((entry, index) => write(entry.value, {
        lines,
        depth: depth + 1,
        before: entry.name === undefined ? [] : [nameView(entry), ": "],
        after: index < entries.length - 1 ? "," : "",
        hint: explainsTimes && depth === 0 ? timeHint(entry) : null,
    }));
    line(close, after);
}

/** Whether a list reads best in one line: a few short values. */
function isShortList(node) {
    return node.kind === "array" && node.elements.length > 0
        && node.elements.every(one => one.kind !== "object" && one.kind !== "array")
        && node.elements.reduce((sum, one) => sum + (one.text ?? "null").length + 4, 0) < 60;
}

function nameView({ name, isDuplicate }) {
    const literal = make("span", { class: "name" }, shown(jsonLiteral(name)));
    return isDuplicate ? make("span", { class: "twice", title: "this name occurs twice" }, literal, " (again)") : literal;
}

function scalar(node) {
    switch (node.kind) {
    case "string": return make("span", { class: "string" }, shown(quoted(node.text)));
    case "number": return make("span", { class: "number" }, node.text);
    default: return make("span", { class: "literal" }, String(node.value));
    }
}

// Line breaks and tabs are escaped as JSON has them; other hidden characters stay, for `shown` to name them.
const quoted = text => `"${text.replaceAll(/["\\\n\r\t]/g, character => JSON.stringify(character).slice(1, -1))}"`;

function timeHint({ name, value }) {
    const meaning = timeClaims.get(name);
    if (!meaning) return null;
    const seconds = secondsOf(value);
    if (seconds === null) return make("span", { class: "hint late" }, timeFault(value));
    return make("span", { class: "hint" }, `${meaning} ${absoluteTime(seconds)} · `, ticking(seconds));
}
