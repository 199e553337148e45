// Reads the part of YAML that the API document is written in: block maps and lists, flow lists and maps on one line, plain and quoted
// scalars, and folded text (">-"). A test compares it with a whole YAML reader.

export function parseYAML(text) {
    const lines = text.split("\n")
        .map((raw, number) => ({ number: number + 1, indent: raw.search(/\S/), content: raw.trim() }))
        .filter(line => line.content !== "" && !line.content.startsWith("#"));
    let position = 0;

    const fail = line => { throw new Error(`line ${line.number} is not understood: ${line.content}`); };
    const isItem = content => content === "-" || content.startsWith("- ");

    function block(indent) {
        return isItem(lines[position].content) ? list(indent) : map(indent);
    }

    function list(indent) {
        const items = [];
        while (position < lines.length && lines[position].indent === indent && isItem(lines[position].content)) {
            const line = lines[position];
            const rest = line.content.slice(1).trimStart();
            if (rest === "") {
                position += 1;
                items.push(block(lines[position].indent));
            } else if (keyOf(rest)) {
                // The map begins on the item's line, as deep as its first key.
                line.indent += line.content.length - rest.length;
                line.content = rest;
                items.push(map(line.indent));
            } else {
                position += 1;
                items.push(scalar(rest));
            }
        }
        return items;
    }

    function map(indent) {
        const result = {};
        while (position < lines.length && lines[position].indent === indent && !isItem(lines[position].content)) {
            const line = lines[position];
            const key = keyOf(line.content) ?? fail(line);
            position += 1;
            if (key.rest === ">-") {
                result[key.name] = folded(indent);
            } else if (key.rest !== "") {
                result[key.name] = scalar(key.rest);
            } else if (position < lines.length && lines[position].indent > indent) {
                result[key.name] = block(lines[position].indent);
            } else {
                result[key.name] = null;
            }
        }
        return result;
    }

    function folded(indent) {
        const parts = [];
        while (position < lines.length && lines[position].indent > indent) parts.push(lines[position++].content);
        return parts.join(" ");
    }

    const value = block(0);
    if (position < lines.length) fail(lines[position]);
    return value;
}

function keyOf(content) {
    if (content.startsWith("{") || content.startsWith("[")) return null;
    const match = /^(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|([^'"#][^#]*?)):(?:\s+(.*))?$/.exec(content);
    if (!match) return null;
    return { name: match[1]?.replaceAll("''", "'") ?? match[2] ?? match[3], rest: match[4] ?? "" };
}

function scalar(text) {
    if (text.startsWith("[")) return flow(text.slice(1, -1)).map(scalar);
    if (text.startsWith("{")) return Object.fromEntries(flow(text.slice(1, -1)).map(pair => {
        const key = keyOf(pair);
        return [key.name, scalar(key.rest)];
    }));
    if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
    if (text.startsWith('"')) return JSON.parse(text);
    if (text === "null" || text === "~") return null;
    if (text === "true" || text === "false") return text === "true";
    if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
    return text;
}

// Splits what stands between brackets at its commas, those in quotes excepted.
function flow(text) {
    return (text.match(/'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^,]+/g) ?? []).map(part => part.trim()).filter(part => part !== "");
}
