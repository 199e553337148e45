// A token's header and claims as rows: the name, the value, and what it means. Decoding is not verifying.

import { absoluteTime, lastSecond, relativeTime, timeClaims } from "../workbench/token-time.js";

const meanings = new Map([
    ["iss", "who issued it"],
    ["sub", "whose it is"],
    ["aud", "which servers accept it"],
    ["client_id", "which application requested it"],
    ["jti", "its own name"],
    ["scope", "what the application may do"],
    ["roles", "what the person is"],
    ["permissions", "what the person may do"],
    ["sid", "the session"],
    ["alg", "how it is signed"],
    ["typ", "what it is: an access token"],
    ["kid", "which key signed it"],
    ["amr", "how the person proved who they are"],
    ["acr", "how strong that proof was"],
    ["auth_time", "when the person signed in"],
]);

/**
 * The rows of a header or of claims.
 * @param {number} now - seconds since 1970.
 * @returns {object[]} `name`, `value` (text), `meaning` (text, perhaps empty) and `time` (seconds, for times only).
 */
export function claimRows(members, now) {
    return Object.entries(members ?? {}).map(([name, value]) => {
        const time = timeClaims.has(name) && Number.isFinite(value) && value >= 0 && value <= lastSecond ? Math.floor(value) : null;
        return { name, value: valueText(value), meaning: time === null ? meaning(name, value) : timeWords(name, time, now), time };
    });
}

/** A time among the claims in words, such as `expires in 4 minutes · Mon 23 Nov 2026, 20:12:28 UTC`. */
export const timeWords = (name, time, now) => `${timeClaims.get(name)} ${relativeTime(time, now)} · ${absoluteTime(time)}`;

function valueText(value) {
    if (typeof value === "string") return value;
    if (Array.isArray(value) && value.every(one => typeof one === "string")) return value.length === 0 ? "none" : value.join(" ");
    return JSON.stringify(value);
}

function meaning(name, value) {
    if (name === "cnf") return value?.jkt ? "bound to this key: worthless without it" : "bound to a key";
    if (name === "status" && value?.status_list) return `bit ${value.status_list.idx} of the status list says whether it is revoked`;
    return meanings.get(name) ?? "";
}
