// The lint rules about a token's claims.

import { member, members, textMember } from "./token-json.js";
import { personalClaims, secretClaims } from "./token-lint-rules.js";
import { lastSecond } from "./token-time.js";

const texts = ["iss", "sub", "jti", "client_id", "sid", "nonce", "azp", "acr"];
const times = ["auth_time", "iat", "nbf", "exp"];
const required = new Map([
    ["iss", "issuer_missing"], ["sub", "subject_missing"], ["aud", "audience_missing"], ["client_id", "client_id_missing"],
    ["exp", "expiry_missing"], ["iat", "issued_at_missing"], ["jti", "token_id_missing"],
]);
const personal = new Set(personalClaims), secret = new Set(secretClaims);
const isText = node => node?.kind === "string";
const isTextList = node => node?.kind === "array" && node.elements.every(isText);
const parts = (text, separator) => text.split(separator);

/** Every rule about the claims; those for access tokens only where the token is one. */
export function lintClaims(claims, { kind, now }, report) {
    const isAccessToken = kind === "access";
    lintTypes(claims, report);
    if (isAccessToken) for (const [name, id] of required) if (member(claims, name) === undefined) report(id);
    for (const name of ["iss", "sub", "client_id", "jti"]) if (textMember(claims, name) === "") report("claim_empty");
    lintIssuer(textMember(claims, "iss"), report);
    lintAudience(member(claims, "aud"), report);
    lintTimes(claims, { isAccessToken, now }, report);
    lintScope(claims, isAccessToken, report);
    if (isAccessToken) lintPersonalData(claims, report);
    for (const { name, value } of members(claims)) lintSecrets(name, value, report);
    lintStatus(member(claims, "status"), report);
    const confirmation = member(claims, "cnf");
    if (confirmation !== undefined && !(confirmation.members?.length > 0)) report("confirmation_shape");
}

function lintTypes(claims, report) {
    for (const { name, value } of members(claims)) {
        const isRight = texts.includes(name) ? isText(value)
            : times.includes(name) ? value.kind === "number"
                : name === "aud" ? isText(value) || isTextList(value)
                    : name === "amr" ? isTextList(value) : true;
        if (!isRight) report("claim_type");
    }
}

const isMilliseconds = number => number >= 1e11 && number < 1e14;

/** The seconds of a claim, or null when it is absent or no time; what is wrong with it is reported. */
function timeOf(claims, name, report) {
    const node = member(claims, name);
    if (node?.kind !== "number") return null;
    if (!Number.isInteger(node.value)) report("fractional_time");
    if (isMilliseconds(node.value)) report("time_in_milliseconds");
    else if (node.value < 0 || node.value > lastSecond) report("time_out_of_range");
    else return Math.floor(node.value);
    return null;
}

function lintTimes(claims, { isAccessToken, now }, report) {
    const [, issued, begins, expires] = times.map(name => timeOf(claims, name, report));
    if (expires !== null && expires <= now) report("expired");
    if (begins !== null && begins > now) report("not_yet_valid");
    if (issued !== null && issued - 30 > now) report("issued_in_future");
    if (expires !== null && begins !== null && expires <= begins) report("never_valid");
    if (expires === null || issued === null) return;
    if (expires <= issued) report("expires_before_issued");
    else if (isAccessToken && expires - issued > 86400) report("lifetime_very_long");
    else if (isAccessToken && expires - issued > 3600) report("lifetime_long");
}

/** Whether a text is an address from which keys may come: https, or plain http on the own machine. */
export function isTrustworthyAddress(text) {
    if (text.length > 2048 || !/^[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]*$/.test(text)) return false;
    const [, scheme, authority] = /^(https?):\/\/([^/?]*)/.exec(text) ?? [];
    const [, host, port] = /^(\[[^\]@]*\]|[^:@[][^:@]*)(?::([0-9]+))?$/.exec(authority ?? "") ?? [];
    if (host === undefined || (port !== undefined && !(Number(port) > 0 && Number(port) < 65536))) return false;
    if (scheme === "https") return true;
    const octets = host.split(".");
    return ["localhost", "[::1]"].includes(host.toLowerCase())
        || octets.length === 4 && octets[0] === "127" && octets.every(octet => /^[0-9]+$/.test(octet) && Number(octet) < 256);
}

function lintIssuer(issuer, report) {
    if (issuer && (!isTrustworthyAddress(issuer) || issuer.includes("?"))) report("issuer_not_https");
}

function lintAudience(node, report) {
    if (node === undefined) return;
    const names = (node.elements ?? [node]).filter(isText).map(one => one.text);
    if (node.elements?.length === 0 || names.includes("")) report("audience_empty");
    if (names.some(name => name.includes("*"))) report("audience_wildcard");
}

function lintScope(claims, isAccessToken, report) {
    const scope = member(claims, "scope");
    if (isAccessToken && scope === undefined && member(claims, "scp") !== undefined) report("scope_other_name");
    if (scope === undefined) return;
    if (!isText(scope)) report("scope_not_text");
    else if (scope.text !== "" && !/^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/.test(scope.text)) report("scope_syntax");
}

function lintPersonalData(claims, report) {
    for (const { name, value } of members(claims)) {
        if (personal.has(name) || isText(value) && isEmailAddress(value.text)) report("personal_data");
    }
}

function isEmailAddress(text) {
    const halves = parts(text, "@");
    if (halves.length !== 2 || halves[0] === "" || /[\u0000-\u0020]/.test(text)) return false;
    const labels = parts(halves[1], ".");
    return labels.length > 1 && labels.every(label => label !== "");
}

function lintSecrets(name, node, report) {
    const isSecret = isText(node) && (isToken(node.text) || node.text.startsWith("-----BEGIN") && node.text.includes("PRIVATE KEY"));
    if (isSecret || secret.has(name.toLowerCase().replaceAll(/[- ]/g, "_"))) report("secret_in_claims");
    if (isText(node) && isCardNumber(node.text)) report("card_number");
    for (const one of members(node)) lintSecrets(one.name, one.value, report);
    for (const one of node.elements ?? []) lintSecrets(name, one, report);
}

const isToken = text => text.startsWith("eyJ") && [3, 5].includes(parts(text, ".").length);

function isCardNumber(text) {
    const digits = text.replaceAll(/[ -]/g, "");
    if (new TextEncoder().encode(text).length > 40 || !/^[0-9]{13,}$/.test(digits) || !isIssued(digits)) return false;
    const sum = [...digits].reverse().map(Number).reduce((total, digit, index) => {
        const value = index % 2 === 0 ? digit : digit * 2;
        return total + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0;
}

/** Whether a card network issues numbers that begin so. */
function isIssued(digits) {
    const prefix = Number(digits.slice(0, 4)), pair = Math.floor(prefix / 100);
    switch (digits.length) {
    case 13:
    case 19: return digits[0] === "4";
    case 15: return pair === 34 || pair === 37;
    case 16:
        return digits[0] === "4" || pair >= 51 && pair <= 55 || prefix >= 2221 && prefix <= 2720 || prefix === 6011 || pair === 65;
    default: return false;
    }
}

function lintStatus(status, report) {
    if (status === undefined) return;
    const list = member(status, "status_list");
    if (status.kind === "object" && list === undefined) return;
    const index = member(list, "idx"), uri = textMember(list, "uri");
    const isWhole = index?.kind === "number" && Number.isInteger(index.value) && index.value >= 0 && index.value < 2 ** 63;
    if (!isWhole || uri === undefined || !isTrustworthyAddress(uri)) report("status_shape");
}
