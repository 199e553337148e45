// A strict reader of JSON (RFC 8259) that keeps what `JSON.parse` hides: duplicate members, the order of members, and
// numbers as they were written. Objects become lists of members, so a name like `__proto__` is a name and nothing else.

/** Bounds for the payload of a token, and for its header. */
export const payloadLimits = { bytes: 65536, depth: 32, members: 1000 };
export const headerLimits = { bytes: 16384, depth: 8, members: 100 };

/** Why a text is not the strict JSON that a verifier accepts. */
export class JSONFault extends Error {
    constructor(code, words, offset) {
        super(`${words}, at character ${offset}`);
        this.code = code;
        this.offset = offset;
    }
}

/**
 * Reads a whole text.
 * @param {Uint8Array} bytes - The text in UTF-8.
 * @param {{bytes: number, depth: number, members: number}} limits - The bounds that it must keep.
 * @returns {{value: object, duplicates: string[]}} The value, and the names that one object holds twice: the reader
 *   goes on after them so that they can be shown, and whoever verifies refuses them.
 * @throws {JSONFault}
 */
export function readJSON(bytes, limits = payloadLimits) {
    if (bytes.length > limits.bytes) throw new JSONFault("too_large", `the text is longer than ${limits.bytes} bytes`, 0);
    let text;
    try {
        text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        throw new JSONFault("invalid_utf8", "the text is not UTF-8", 0);
    }
    if (text.startsWith("\ufeff") || text.startsWith("\0")) {
        throw new JSONFault("byte_order_mark", "the text begins with a byte order mark or is not UTF-8", 0);
    }
    return new Reader(text, limits).read();
}

/** Reads a text given as a string, as `readJSON` does. */
export const readJSONText = (text, limits) => readJSON(new TextEncoder().encode(text), limits);

/** The value of a member, or undefined; of duplicates the last one, as most readers take it. */
export function member(node, name) {
    return node?.kind === "object" ? node.members.findLast(one => one.name === name)?.value : undefined;
}

/** The members of an object, of duplicates the last one; none of anything else. */
export function members(node) {
    if (node?.kind !== "object") return [];
    return [...new Map(node.members.map(one => [one.name, one])).values()];
}

/** The text of a member that is a string, or undefined. */
export function textMember(node, name) {
    const value = member(node, name);
    return value?.kind === "string" ? value.text : undefined;
}

const escapes = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const spaces = new Set([" ", "\t", "\n", "\r"]);
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const hexadecimal = /^[0-9A-Fa-f]{4}$/;

class Reader {
    constructor(text, limits) {
        this.text = text;
        this.limits = limits;
        this.position = 0;
        this.count = 0;
        this.duplicates = [];
    }

    read() {
        const value = this.value(0);
        this.skipSpace();
        if (this.position < this.text.length) this.refuse("trailing_bytes", "something follows the value");
        return { value, duplicates: this.duplicates };
    }

    refuse(code, words, offset = this.position) {
        throw new JSONFault(code, words, offset);
    }

    skipSpace() {
        while (spaces.has(this.text[this.position])) this.position += 1;
    }

    /** The next character that is not white space. */
    peek() {
        this.skipSpace();
        if (this.position >= this.text.length) this.refuse("unexpected_end", "the text ends too early");
        return this.text[this.position];
    }

    take(character) {
        if (this.peek() !== character) this.refuse("unexpected_byte", "a character that JSON does not allow here");
        this.position += 1;
    }

    value(depth) {
        switch (this.peek()) {
        case "{": return this.object(depth + 1);
        case "[": return this.array(depth + 1);
        case '"': return { kind: "string", text: this.string() };
        case "t": return this.literal("true", true);
        case "f": return this.literal("false", false);
        case "n": return this.literal("null", null);
        default: return this.number();
        }
    }

    literal(word, value) {
        if (!this.text.startsWith(word, this.position)) {
            this.refuse("unexpected_byte", "a character that JSON does not allow here");
        }
        this.position += word.length;
        return { kind: "literal", value };
    }

    number() {
        number.lastIndex = this.position;
        const text = number.exec(this.text)?.[0];
        if (!text) {
            if (/[-0-9]/.test(this.text[this.position])) this.refuse("invalid_number", "a malformed number");
            this.refuse("unexpected_byte", "a character that JSON does not allow here");
        }
        const following = this.text[this.position + text.length] ?? "";
        if (/[0-9.eE+-]/.test(following)) this.refuse("invalid_number", "a malformed number");
        const value = Number(text);
        if (!Number.isFinite(value)) this.refuse("number_out_of_range", "a number out of range");
        this.position += text.length;
        return { kind: "number", text, value };
    }

    open(depth) {
        if (depth > this.limits.depth) this.refuse("too_deep", `the nesting is deeper than ${this.limits.depth} levels`);
        this.position += 1;
    }

    countMember() {
        this.count += 1;
        if (this.count > this.limits.members) {
            this.refuse("too_many_members", `there are more than ${this.limits.members} members and elements`);
        }
    }

    object(depth) {
        this.open(depth);
        const members = [], names = new Set();
        if (this.peek() === "}") {
            this.position += 1;
            return { kind: "object", members };
        }
        for (;;) {
            if (this.peek() !== '"') this.refuse("unexpected_byte", "a character that JSON does not allow here");
            const name = this.string();
            const isDuplicate = names.has(name);
            if (isDuplicate) this.duplicates.push(name);
            names.add(name);
            this.take(":");
            this.countMember();
            members.push({ name, value: this.value(depth), isDuplicate });
            if (this.peek() === ",") {
                this.position += 1;
                continue;
            }
            this.take("}");
            return { kind: "object", members };
        }
    }

    array(depth) {
        this.open(depth);
        const elements = [];
        if (this.peek() === "]") {
            this.position += 1;
            return { kind: "array", elements };
        }
        for (;;) {
            this.countMember();
            elements.push(this.value(depth));
            if (this.peek() === ",") {
                this.position += 1;
                continue;
            }
            this.take("]");
            return { kind: "array", elements };
        }
    }

    string() {
        this.position += 1;
        const start = this.position;
        let text = "", plain = start;
        for (;;) {
            if (this.position >= this.text.length) this.refuse("unexpected_end", "the text ends too early");
            const character = this.text[this.position];
            if (character === '"') {
                text += this.text.slice(plain, this.position);
                this.position += 1;
                return text;
            }
            if (character < " ") this.refuse("control_character", "a control character that is not escaped");
            if (character !== "\\") {
                this.position += 1;
                continue;
            }
            text += this.text.slice(plain, this.position) + this.escape();
            plain = this.position;
        }
    }

    escape() {
        const start = this.position;
        const letter = this.text[start + 1];
        this.position += 2;
        if (letter === "u") return this.unicodeEscape(start);
        const character = Object.hasOwn(escapes, letter ?? "") ? escapes[letter] : null;
        if (character === null) this.refuse("invalid_escape", "an unknown or broken escape", start);
        return character;
    }

    unicodeEscape(start) {
        const first = this.hexadecimal();
        if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
        if (first > 0xdbff || !this.text.startsWith("\\u", this.position)) {
            this.refuse("lone_surrogate", "half of a surrogate pair", start);
        }
        this.position += 2;
        const second = this.hexadecimal();
        if (second < 0xdc00 || second > 0xdfff) this.refuse("lone_surrogate", "half of a surrogate pair", start);
        return String.fromCharCode(first, second);
    }

    hexadecimal() {
        const digits = this.text.slice(this.position, this.position + 4);
        if (!hexadecimal.test(digits)) this.refuse("invalid_escape", "an unknown or broken escape");
        this.position += 4;
        return Number.parseInt(digits, 16);
    }
}
