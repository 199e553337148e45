// Looks at a token as RFC 8725 and RFC 9068 would have it, and says what is wrong with it, each finding with the section
// that says so. The rules are those of `tessera token lint`; Tests/Fixtures/token-lint.json holds both to the same answers.

import { decodeBase64URL } from "./token-base64url.js";
import { headerLimits, JSONFault, payloadLimits, readJSON } from "./token-json.js";
import { lintClaims } from "./token-lint-claims.js";
import { lintFamousSecret, lintHeader, lintSignature, tokenKind } from "./token-lint-header.js";
import { lintKeys } from "./token-lint-keys.js";
import { rules } from "./token-lint-rules.js";

const order = new Map(rules.map((rule, index) => [rule.id, index]));

/**
 * Lints a token.
 * @param {string} text - The token, as it was found.
 * @param {{now: number, keySet?: object}} context - Seconds since 1970, and the node of the issuer's key set where it is known.
 * @returns {Promise<object[]>} The rules that found something, in their order, each with `id`, `severity`, `section`, `what`,
 *   `why` and `do`.
 */
export async function lint(text, { now, keySet = null }) {
    const found = new Set();
    await collect(text, { now, keySet }, id => found.add(id));
    return [...found].sort((one, other) => order.get(one) - order.get(other)).map(id => rules[order.get(id)]);
}

async function collect(text, { now, keySet }, report) {
    let token = text.trim();
    if (token.startsWith("{")) {
        report("json_serialization");
        return;
    }
    lintSize(token, report);
    if (/\s/.test(token)) {
        report("white_space");
        token = token.replaceAll(/\s+/g, "");
    }
    const parts = token.split(".");
    const isEncrypted = parts.length === 5;
    if (isEncrypted) report("encrypted_token");
    else if (parts.length !== 3) report("part_count");
    const bytes = parts.slice(0, 5).map(part => lenientBytes(part, report));
    const header = readHeader(bytes[0], report);
    if (isEncrypted) {
        if (header) lintHeader(header, { isEncrypted, kind: "encrypted" }, report);
        return;
    }
    const isNested = header?.members.some(one => one.name === "cty" && /^jwt$/i.test(one.value.text ?? ""));
    const claims = parts.length > 1 ? readPayload(bytes[1], isNested, report) : null;
    const kind = tokenKind(header, claims);
    if (header) lintHeader(header, { isEncrypted, kind, claims }, report);
    if (header && parts.length === 3 && bytes[2]) {
        lintSignature(header, bytes[2], report);
        await lintFamousSecret(header, new TextEncoder().encode(`${parts[0]}.${parts[1]}`), bytes[2], report);
    }
    if (claims) lintClaims(claims, { kind, now }, report);
    if (keySet) lintKeys(keySet, header, report);
}

function lintSize(token, report) {
    const size = new TextEncoder().encode(token).length;
    if (size > 8192) report("token_oversized");
    else if (size > 4096) report("token_large");
}

/** The bytes of a part, with every fault of its spelling reported; null when nothing can be made of it. */
function lenientBytes(part, report) {
    let text = part;
    if (text.endsWith("=")) {
        report("padding");
        text = text.replace(/=+$/, "");
    }
    if (/[+/]/.test(text)) {
        report("standard_alphabet");
        text = text.replaceAll("+", "-").replaceAll("/", "_");
    }
    if (!/^[A-Za-z0-9_-]*$/.test(text)) {
        report("foreign_character");
        return null;
    }
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
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const unused = text.length % 4 === 2 ? 16 : 4;
    const value = alphabet.indexOf(text.at(-1));
    return text.slice(0, -1) + alphabet[value - value % unused];
}

function readObject(bytes, limits, [notJSON, duplicate], report) {
    if (!bytes) return null;
    let duplicates, value = null, code = null;
    try {
        ({ value, duplicates } = readJSON(bytes, limits));
    } catch (error) {
        if (!(error instanceof JSONFault)) throw error;
        ({ duplicates, code } = error);
    }
    if (duplicates.length > 0) {
        report(duplicate);
        return null;
    }
    if (["too_large", "too_deep", "too_many_members", "number_out_of_range"].includes(code)) report("json_limits");
    else if (value?.kind !== "object") report(notJSON);
    return value?.kind === "object" ? value : null;
}

const readHeader = (bytes, report) =>
    readObject(bytes, headerLimits, ["header_not_json", "duplicate_header_parameter"], report);

function readPayload(bytes, isNested, report) {
    if (isNested) report("nested_token");
    // Behind `cty: JWT` there may be a token instead of claims; whatever else is wrong with the payload is reported.
    return readObject(bytes, payloadLimits, ["payload_not_json", "duplicate_claim"], id => {
        if (!isNested || id !== "payload_not_json") report(id);
    });
}
