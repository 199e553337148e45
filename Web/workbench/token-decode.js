// Takes a compact token (RFC 7515 §7.1) apart. Nothing is decided here but whether it has the form of one.

import { base64URLFault, decodeBase64URL } from "./token-base64url.js";
import { headerLimits, JSONFault, payloadLimits, readJSON } from "./token-json.js";

/** The longest token that is taken apart, in bytes. */
export const displayLimit = 65536;
/** The bounds of a verifier for access tokens: the longest that it accepts, the longest that is looked at. */
const tokenLimits = { accepted: 16384, shown: displayLimit, payload: payloadLimits };

/**
 * Cleans what a person pastes: the words around a token in a header or in JSON, and line breaks of a terminal.
 * @returns {{token: string, text: string, notices: string[]}} The token, the same with its inner white space, and what was
 *   left out.
 */
export function cleaned(pasted) {
    const notices = [];
    let token = pasted.trim();
    const address = /^https?:\/\/[^#?]*[#?](?:.*&)?(?:access|id)_token=([^&#]*)/is.exec(token);
    if (address) {
        token = address[1];
        notices.push("The address around the token is left out.");
    }
    const bearer = /^(?:authorization:\s*)?(?:bearer|dpop)\s+/i.exec(token);
    if (bearer) {
        token = token.slice(bearer[0].length);
        notices.push(`“${bearer[0].trim()}” in front of the token is left out.`);
    }
    const quoted = /^(["'`])(.*)\1,?$/s.exec(token);
    if (quoted) {
        token = quoted[2];
        notices.push("The quotation marks around the token are left out.");
    }
    const text = token;
    if (/\s/.test(token) && /^[A-Za-z0-9_.\s=-]*$/.test(token)) {
        token = token.replaceAll(/\s+/g, "");
        notices.push("White space inside of the token is left out; a server would refuse it.");
    }
    return { token, text, notices };
}

/** What a text is that is no compact token, as far as its shape tells. */
function otherKind(token) {
    if (token.startsWith("tsr_")) return "This is a refresh token of Tessera: secret, opaque, and only for its server.";
    if (token.startsWith("{")) return "This is JSON and not a compact token: paste the value of its member access_token.";
    if (token.startsWith("-----BEGIN")) return "This is a key and not a token: it belongs into the field for keys.";
    if (/^v[1-4]\.(?:local|public)\./.test(token)) return "This is a PASETO and not a JSON Web Token; it cannot be read here.";
    if (token.includes("~")) return "This is an SD-JWT: only the part in front of the first ~ is a compact token.";
    const count = token.split(".", 7).length;
    if (count === 5) return "A token of five parts is encrypted (RFC 7516): its claims cannot be read without the key.";
    return `A compact token has three parts with dots between them; this has ${count > 6 ? "more than six" : count}.`;
}

function readPart(text, limits) {
    const bytes = decodeBase64URL(text);
    if (!bytes) return { text, bytes: null, node: null, duplicates: [], fault: `is not canonical base64url: ${base64URLFault(text)}` };
    try {
        const { value, duplicates } = readJSON(bytes, limits);
        const fault = value.kind !== "object" ? "is not a JSON object"
            : duplicates.length > 0 ? "names the same member twice" : null;
        return { text, bytes, node: value, duplicates, fault };
    } catch (error) {
        if (!(error instanceof JSONFault)) throw error;
        return { text, bytes, node: null, duplicates: [], fault: `is not strict JSON: ${error.message}`, code: error.code };
    }
}

/**
 * Takes a token apart.
 * @param {string} token - The token, cleaned.
 * @param {{accepted: number, shown: number, payload: object}} [limits] - In bytes, how long it may be to be accepted and to be
 *   taken apart at all; and the bounds of its payload.
 * @returns {object} `fault`: the rule and words when it has not the form of a token, else null; `header`, `payload`:
 *   each with `text`, `bytes`, `node`, `duplicates` and `fault`; `signature`: with `text`, `bytes` and `fault`;
 *   `signingInput`: the bytes that are signed. The parts are null when there are none.
 */
export function decodeToken(token, limits = tokenLimits) {
    const size = new TextEncoder().encode(token).length;
    const nothing = { token, size, header: null, payload: null, signature: null, signingInput: null };
    if (size > limits.shown) {
        return { ...nothing, fault: { rule: "too_large", words: `It has ${size} bytes; more than ${limits.shown} are not taken apart, and a verifier accepts no more than ${limits.accepted}.` } };
    }
    const parts = token.split(".", 4);
    if (parts.length !== 3) return { ...nothing, fault: sizeFault(size, limits.accepted) ?? { rule: "malformed", words: otherKind(token) } };
    const header = readPart(parts[0], headerLimits);
    const payload = readPart(parts[1], limits.payload);
    const bytes = decodeBase64URL(parts[2]);
    const signature = {
        text: parts[2],
        bytes,
        fault: parts[2] === "" ? "is empty" : bytes ? null : `is not canonical base64url: ${base64URLFault(parts[2])}`,
    };
    const signingInput = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
    return { token, size, header, payload, signature, signingInput, fault: formFault(size, limits.accepted, header) };
}

const sizeFault = (size, accepted) => size <= accepted ? null
    : { rule: "too_large", words: `It has ${size} bytes; a verifier accepts no more than ${accepted}.` };

function formFault(size, accepted, header) {
    const tooLarge = sizeFault(size, accepted);
    if (tooLarge) return tooLarge;
    if (header.text === "") return { rule: "malformed", words: "The header is empty." };
    if (header.fault) return { rule: "malformed", words: `The header ${header.fault}.` };
    const parameter = headerFault(header.node);
    if (parameter) return { rule: "malformed", words: parameter };
    return null;
}

const texts = new Set(["alg", "kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"]);

/** Why a verifier refuses a header for its parameters (RFC 7515 §4.1), or null. */
function headerFault(node) {
    for (const { name, value } of node.members) {
        const isRight = texts.has(name) ? value.kind === "string"
            : name === "jwk" ? value.kind === "object"
                : name === "x5c" ? value.kind === "array" && value.elements.every(one => one.kind === "string") : true;
        if (!isRight) return `The header's parameter “${name}” has the wrong type.`;
    }
    const names = node.members.map(one => one.name);
    const critical = ["crit", "b64"].find(name => names.includes(name));
    if (critical) return `The header demands an extension (“${critical}”), and a verifier that knows none must refuse it.`;
    return names.includes("alg") ? null : "The header has no “alg”.";
}
