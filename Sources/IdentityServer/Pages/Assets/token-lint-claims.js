// The lint rules about a token's claims.

import { member, textMember } from "./token-json.js";
import { personalClaims, secretClaims } from "./token-lint-rules.js";
import { lastSecond } from "./token-time.js";

const texts = ["iss", "sub", "jti", "client_id", "sid", "nonce", "azp", "acr"];
const times = ["exp", "nbf", "iat", "auth_time"];
const required = new Map([
    ["iss", "issuer_missing"], ["sub", "subject_missing"], ["aud", "audience_missing"], ["client_id", "client_id_missing"],
    ["exp", "expiry_missing"], ["iat", "issued_at_missing"], ["jti", "token_id_missing"],
]);
const personal = new Set(personalClaims), secret = new Set(secretClaims);
const isText = node => node?.kind === "string";
const isTextList = node => node?.kind === "array" && node.elements.every(isText);

/** Every rule about the claims; those for access tokens only where the token is one. */
export function lintClaims(claims, { kind, now }, report) {
    lintTypes(claims, report);
    lintTimes(claims, now, report);
    lintSecrets(claims, report);
    lintStatus(claims, report);
    lintConfirmation(claims, report);
    if (kind !== "access") return;
    for (const [name, id] of required) if (member(claims, name) === undefined) report(id);
    for (const name of ["iss", "sub", "client_id", "jti"]) if (textMember(claims, name) === "") report("claim_empty");
    lintIssuer(textMember(claims, "iss"), report);
    lintAudience(member(claims, "aud"), report);
    lintScope(claims, report);
    lintPersonalData(claims, report);
}

function lintTypes(claims, report) {
    for (const { name, value } of claims.members) {
        const isRight = texts.includes(name) ? isText(value)
            : times.includes(name) ? value.kind === "number"
                : name === "aud" ? isText(value) || isTextList(value)
                    : name === "amr" ? isTextList(value) : true;
        if (!isRight) report("claim_type");
    }
}

/** The seconds of a claim, or null when it is absent or no time; what is wrong with it is reported. */
function timeOf(claims, name, report) {
    const node = member(claims, name);
    if (node?.kind !== "number") return null;
    const { value } = node;
    if (value > lastSecond && value < lastSecond * 1000) report("time_in_milliseconds");
    else if (value < 0 || value > lastSecond) report("time_out_of_range");
    else {
        if (!Number.isInteger(value)) report("fractional_time");
        return Math.floor(value);
    }
    return null;
}

function lintTimes(claims, now, report) {
    const [expires, begins, issued] = times.map(name => timeOf(claims, name, report));
    if (expires !== null && expires <= now) report("expired");
    if (begins !== null && begins > now) report("not_yet_valid");
    if (issued !== null && issued > now + 30) report("issued_in_future");
    if (expires !== null && begins !== null && expires <= begins) report("never_valid");
    if (expires === null || issued === null) return;
    if (expires <= issued) report("expires_before_issued");
    else if (expires - issued > 86400) report("lifetime_very_long");
    else if (expires - issued > 3600) report("lifetime_long");
}

function lintIssuer(issuer, report) {
    if (issuer === undefined || issuer === "") return;
    const isLocal = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?(?:\/|$)/.test(issuer);
    if (!/^https:\/\/[^/?#]/.test(issuer) && !isLocal || /[?#]/.test(issuer)) report("issuer_not_https");
}

function lintAudience(node, report) {
    if (node === undefined) return;
    const list = node.kind === "array" ? node.elements : [node];
    const names = list.filter(isText).map(one => one.text);
    if (list.length === 0 || names.includes("")) report("audience_empty");
    if (names.some(name => name.includes("*"))) report("audience_wildcard");
}

function lintScope(claims, report) {
    const scope = member(claims, "scope");
    if (member(claims, "scp") !== undefined && scope === undefined) report("scope_other_name");
    if (scope === undefined) return;
    if (!isText(scope)) report("scope_not_text");
    else if (scope.text !== "" && !/^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/.test(scope.text)) report("scope_syntax");
}

/** Calls `visit` with every member of a node, at every depth: its name, in small letters with _, and its value. */
function walk(node, visit, name = "") {
    visit(name.toLowerCase().replaceAll("-", "_"), node);
    for (const one of node.members ?? []) walk(one.value, visit, one.name);
    for (const one of node.elements ?? []) walk(one, visit, name);
}

function lintSecrets(claims, report) {
    walk(claims, (name, node) => {
        if (secret.has(name)) report("secret_in_claims");
        if (isText(node) && (/^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(node.text) || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(node.text))) {
            report("secret_in_claims");
        }
        if (isText(node) && isCardNumber(node.text)) report("card_number");
    });
}

function isCardNumber(text) {
    if (!/^[0-9](?:[ -]?[0-9]){12,18}$/.test(text)) return false;
    const digits = [...text.replaceAll(/[ -]/g, "")].map(Number).reverse();
    const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
    return sum % 10 === 0;
}

function lintPersonalData(claims, report) {
    walk(claims, (name, node) => {
        if (personal.has(name)) report("personal_data");
        if (isText(node) && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(node.text)) report("personal_data");
    });
}

function lintStatus(claims, report) {
    const status = member(claims, "status");
    if (status === undefined) return;
    const list = member(status, "status_list");
    const index = member(list, "idx"), uri = textMember(list, "uri");
    const isWellFormed = status.kind === "object" && (list === undefined || list.kind === "object"
        && index?.kind === "number" && Number.isInteger(index.value) && index.value >= 0
        && uri !== undefined && (/^https:\/\/[^/]/.test(uri) || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?(?:\/|$)/.test(uri)));
    if (!isWellFormed) report("status_shape");
}

function lintConfirmation(claims, report) {
    const confirmation = member(claims, "cnf");
    if (confirmation === undefined) return;
    if (confirmation.kind !== "object" || confirmation.members.length === 0) report("confirmation_shape");
}
