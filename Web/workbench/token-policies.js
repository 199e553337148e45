// The rules of a verifier, in its order, each with what became of it. The first broken rule is the one that refuses;
// those after it were not reached, and what they would have said is told.

import { algorithms } from "./token-algorithms.js";
import { member, members, textMember } from "./token-json.js";
import { statusName } from "./token-status.js";
import { absoluteTime, duration, relativeTime, secondsOf, timeFault } from "./token-time.js";

/** What each rule asks, in words. */
export const ruleTitles = new Map([
    ["too_large", "The token is not larger than a verifier accepts"],
    ["malformed", "The token is well formed"],
    ["algorithm", "The algorithm is known, and is the key’s"],
    ["keys_unavailable", "The issuer’s keys are at hand"],
    ["unknown_key", "The key is one of the issuer’s"],
    ["signature", "The signature is the key’s"],
    ["type", "The type is the expected one"],
    ["missing_claim", "The claims that must be there are there"],
    ["issuer", "The issuer is the expected one"],
    ["audience", "The token is meant for the expected audience"],
    ["client_id", "The client is the expected one"],
    ["expired", "The token has not expired"],
    ["not_yet_valid", "The token is valid already"],
    ["binding", "The token is a bearer token, bound to no key"],
    ["status_unavailable", "The status list is at hand"],
    ["status", "The status list says valid"],
]);

/** The claims of an access token (RFC 9068 §2.2). */
const accessTokenClaims = ["iss", "sub", "aud", "client_id", "jti", "exp", "iat"];

const kept = words => ({ state: "kept", words });
const broken = words => ({ state: "broken", words });
const notAsked = words => ({ state: "not asked", words });

/**
 * Holds a token against the rules.
 * @param {object} token - What `decodeToken` gave.
 * @param {object} facts - `keys`: `{fault: string|null}`; `choice`: what `chooseKey` gave, or null; `signature`: what
 *   `checkSignature` gave, or null; `status`: `{state: "none"|"unknown"|"unavailable"|"known", words, value}`.
 * @param {object} expected - `issuer`, `audience`, `clientID`, `type` (each a text, empty for not asked), `isAccessToken` (whether
 *   all that RFC 9068 demands of a bearer token is demanded), `leeway` (seconds), `now`.
 * @returns {{rules: object[], refusal: object|null, isVerified: boolean}} Each rule with `rule`, `state` (`kept`, `broken`,
 *   `not asked`, `not reached`) and `words`.
 */
export function judge(token, facts, expected) {
    const steps = [...formSteps(token), ...keySteps(token, facts), ...claimSteps(token, expected), ...statusSteps(facts)];
    let refusal = null;
    const rules = steps.map(([rule, outcome]) => {
        if (refusal === null) {
            if (outcome.state === "broken") refusal = { rule, words: outcome.words };
            return { rule, ...outcome };
        }
        return { rule, state: "not reached", words: outcome.state === "broken" ? `Would be broken, too. ${outcome.words}` : "" };
    });
    return { rules, refusal, isVerified: facts.signature?.state === "verified" };
}

function formSteps({ fault, size }) {
    const isTooLarge = fault?.rule === "too_large";
    return [
        ["too_large", isTooLarge ? broken(fault.words) : kept(`${size} bytes.`)],
        ["malformed", fault && !isTooLarge ? broken(fault.words) : kept("Header, claims and signature are canonical.")],
    ];
}

function keySteps({ header, signature: signaturePart }, { keys, choice, signature }) {
    const alg = textMember(header?.node, "alg");
    // Only the key tells how its signature is read, so a misspelt one is found after the key.
    const spelling = signaturePart?.fault ? [["malformed", broken(`The signature ${signaturePart.fault}.`)]] : [];
    const isKnown = algorithms.has(alg);
    const algorithm = !isKnown ? broken(alg === "none" ? "“none” is not a signature: every attacker can write such a token." : "The header’s “alg” is not a known signature algorithm.")
        : choice?.rule === "algorithm" ? broken(choice.words) : kept(`${alg}.`);
    const unavailable = keys.fault !== null ? broken(keys.fault) : kept("");
    const key = choice?.rule === "unknown_key" ? broken(choice.words) : choice?.key ? kept(choice.words) : notAsked("");
    return [["algorithm", algorithm], ["keys_unavailable", unavailable], ["unknown_key", key], ...spelling, ["signature", signatureOutcome(signature)]];
}

function signatureOutcome(signature) {
    switch (signature?.state) {
    case "verified": return kept("");
    case "wrong": return broken(signature.words);
    case "unsupported": return notAsked(`It cannot be checked here. ${signature.words}`);
    default: return notAsked("It was not checked.");
    }
}

function claimSteps({ header, payload }, expected) {
    const { issuer, audience, clientID, type, isAccessToken, leeway, now } = expected;
    const claims = payload?.node?.kind === "object" ? payload.node : null;
    const fault = payload?.fault ? `The payload ${payload.fault}.` : claimsFault(claims);
    const accessFault = isAccessToken ? accessTokenFault(claims) : null;
    return [
        ...(fault ? [["malformed", broken(fault)]] : []),
        ["type", typeOutcome(header?.node, type === "" && isAccessToken ? "at+jwt" : type)],
        ["missing_claim", missingOutcome(claims, isAccessToken)],
        ["issuer", identical("iss", claims, issuer)],
        ["audience", audienceOutcome(claims, audience)],
        ["client_id", identical("client_id", claims, clientID)],
        ...(accessFault ? [["malformed", broken(accessFault)]] : []),
        ["expired", expiredOutcome(claims, leeway, now)],
        ["not_yet_valid", futureOutcome(claims, leeway, now)],
        ["binding", bindingOutcome(claims, isAccessToken)],
    ];
}

const isText = node => node.kind === "string";
const isTextList = node => node.kind === "array" && node.elements.every(isText);

/** Why a registered claim has the wrong type or range (RFC 7519 §4.1), or null. */
function claimsFault(claims) {
    for (const { name, value } of members(claims)) {
        if (["iss", "sub", "jti"].includes(name) && !isText(value)) return `The claim “${name}” is not a text.`;
        if (["exp", "nbf", "iat"].includes(name) && secondsOf(value) === null) return `The claim “${name}” ${timeFault(value)}.`;
        if (name === "aud" && !isText(value) && !isTextList(value)) return "The claim “aud” is neither a text nor a list of texts.";
    }
    return null;
}

/** Why a claim of an access token has the wrong type (RFC 9068 §2.2), or null. */
function accessTokenFault(claims) {
    for (const { name, value } of members(claims)) {
        if (["client_id", "sid"].includes(name) && !isText(value)) return `The claim “${name}” is not a text.`;
        if (["roles", "permissions", "amr"].includes(name) && !isTextList(value)) return `The claim “${name}” is not a list of texts.`;
        if (name === "auth_time" && !(value.kind === "number" && Math.abs(value.value) < 2 ** 63)) return "The claim “auth_time” is not a number of seconds.";
        if (name === "scope" && !(isText(value) && /^(?:[!#-[\]-~]+(?: [!#-[\]-~]+)*)?$/.test(value.text))) return "The claim “scope” is not a list of names with single spaces between them.";
    }
    return null;
}

const plainType = type => {
    const lowered = type.replaceAll(/[A-Z]/g, letter => letter.toLowerCase());
    const rest = lowered.replace(/^application\//, "");
    return rest.includes("/") ? lowered : rest;
};

function typeOutcome(header, type) {
    if (type === "") return notAsked("");
    const found = textMember(header, "typ");
    if (found === undefined) return broken(`The header has no “typ”; expected ${type}.`);
    return plainType(found) === plainType(type) ? kept(`${found}.`) : broken(`The header’s “typ” is another one; expected ${type}.`);
}

function missingOutcome(claims, isAccessToken) {
    const required = isAccessToken ? accessTokenClaims : ["exp"];
    const missing = required.filter(name => {
        const value = member(claims, name);
        return value === undefined || value.text === "" || value.elements?.length === 0;
    });
    return missing.length > 0 ? broken(`Missing: ${missing.join(", ")}.`) : kept(`${required.join(", ")}.`);
}

function identical(name, claims, expected) {
    if (expected === "") return notAsked("");
    const found = member(claims, name);
    if (found === undefined) return broken(`The claim “${name}” is missing.`);
    return found.text === expected ? kept("") : broken(`The claim “${name}” is another one.`);
}

function audienceOutcome(claims, expected) {
    if (expected === "") return notAsked("");
    const found = member(claims, "aud");
    if (found === undefined) return broken("The claim “aud” is missing.");
    const list = found.kind === "array" ? found.elements : [found];
    return list.some(one => one.text === expected) ? kept("") : broken("The claim “aud” does not name it.");
}

function expiredOutcome(claims, leeway, now) {
    const expiresAt = secondsOf(member(claims, "exp"));
    if (expiresAt === null) return broken("The token has no “exp”.");
    if (now >= expiresAt + leeway) return broken(`It expired on ${absoluteTime(expiresAt)}, ${duration(now - expiresAt)} before (leeway ${leeway} s).`);
    return kept(now >= expiresAt ? `It expired ${relativeTime(expiresAt, now)}, within the leeway of ${leeway} s.` : `Until ${absoluteTime(expiresAt)}.`);
}

function futureOutcome(claims, leeway, now) {
    for (const name of ["nbf", "iat"]) {
        const time = secondsOf(member(claims, name));
        if (time !== null && time > now + leeway) {
            return broken(`The claim “${name}” is ${duration(time - now)} ahead, on ${absoluteTime(time)} (leeway ${leeway} s).`);
        }
    }
    return kept("");
}

function bindingOutcome(claims, isAccessToken) {
    const isBound = member(claims, "cnf") !== undefined;
    if (!isAccessToken) return notAsked(isBound ? "The token is bound to a key (“cnf”); the proof travels beside it in each request." : "");
    return isBound ? broken("It is bound to a key (“cnf”): without a proof in the same request it is rejected.") : kept("");
}

function statusSteps({ status }) {
    const steps = (available, value) => [["status_unavailable", available], ["status", value]];
    switch (status.state) {
    case "none": return steps(notAsked("The token names no status list."), notAsked(""));
    case "unknown": return steps(notAsked(status.words), notAsked(""));
    case "unavailable": return steps(broken(status.words), notAsked(""));
    default: return steps(kept(""), valueOutcome(status));
    }
}

function valueOutcome({ value, words }) {
    if (value === 0) return kept(words);
    if (value === 1) return broken("The status is invalid: the token was revoked.");
    return broken(value === null ? "The list is too short for this index." : `The status is ${statusName(value)}.`);
}
