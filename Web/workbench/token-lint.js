// Looks at a token as RFC 8725 and RFC 9068 would have it, and says what is wrong with it, each finding with the section
// that says so. The rules are those of `tessera token lint`; Tests/Fixtures/token-lint.json holds both to the same answers.

import { tolerantBytes } from "./token-lint-encoding.js";
import { headerLimits, JSONFault, payloadLimits, readJSON, textMember } from "./token-json.js";
import { lintClaims } from "./token-lint-claims.js";
import { lintFamousSecret, lintHeader, lintSignature, mediaType, tokenKind } from "./token-lint-header.js";
import { lintKeys } from "./token-lint-keys.js";
import { rules } from "./token-lint-rules.js";

/** The longest text that is looked at, in bytes. */
const longest = 65536;
const order = new Map(rules.map((rule, index) => [rule.id, index]));
const limitCodes = new Set(["too_large", "too_deep", "too_many_members", "number_out_of_range"]);

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
    const size = new TextEncoder().encode(text).length;
    if (size > 8192) report("token_oversized");
    else if (size > 4096) report("token_large");
    const { header, claims, signature, isEncrypted, isNested, signed } = size > longest ? {} : inspect(text, report);
    const kind = tokenKind(header, claims);
    lintHeader(header, { isEncrypted, kind, claims }, report);
    if (header && signature) {
        lintSignature(header, signature, report);
        await lintFamousSecret(header, signed, signature, report);
    }
    if (claims && !isNested) lintClaims(claims, { kind, now }, report);
    if (keySet) lintKeys(keySet, header, report);
}

/** Takes a text apart as far as that goes, and reports what is wrong with its form. */
function inspect(text, report) {
    if (/^[ \t\n\r]*\{/.test(text)) {
        report("json_serialization");
        return {};
    }
    if (/[ \t\n\r]/.test(text)) report("white_space");
    const parts = text.split(".", 6);
    const isEncrypted = parts.length === 5, isSigned = parts.length === 3;
    if (isEncrypted) report("encrypted_token");
    else if (!isSigned) report("part_count");
    const bytes = parts.slice(0, 5).map(part => tolerantBytes(part, report));
    const header = bytes[0] ? readPart(bytes[0], headerLimits, ["header_not_json", "duplicate_header_parameter"], report) : null;
    const payload = isEncrypted ? null : bytes[1] ?? null;
    // Behind `cty: JWT` stands another token, unless the claims follow all the same.
    const isNested = isSigned && mediaType(textMember(header, "cty")) === "jwt" && payload !== null && payload.length > 0 && payload[0] !== 0x7b;
    const quiet = id => { if (!isNested || id === "json_limits") report(id); };
    const claims = payload ? readPart(payload, payloadLimits, ["payload_not_json", "duplicate_claim"], quiet) : null;
    const spaceless = text.replaceAll(/[ \t\n\r]/g, "");
    return {
        header, isEncrypted, isNested,
        claims: isNested ? null : claims,
        signature: isSigned ? bytes[2] : null,
        signed: new TextEncoder().encode(spaceless.slice(0, Math.max(0, spaceless.lastIndexOf(".")))),
    };
}

function readPart(bytes, limits, [notJSON, duplicate], report) {
    try {
        const { value, duplicates } = readJSON(bytes, limits);
        if (value.kind !== "object") report(notJSON);
        if (duplicates.length > 0) report(duplicate);
        return value.kind === "object" ? value : null;
    } catch (error) {
        if (!(error instanceof JSONFault)) throw error;
        report(limitCodes.has(error.code) ? "json_limits" : notJSON);
        return null;
    }
}
