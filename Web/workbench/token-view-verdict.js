// The verdict, the facts that it stands on, the rules and the findings, as elements.

import { member, textMember } from "./token-json.js";
import { typeName } from "./token-keys.js";
import { ruleTitles } from "./token-policies.js";
import { statusName } from "./token-status.js";
import { absoluteTime, duration, secondsOf } from "./token-time.js";
import { code, coloured, make, shown, ticking } from "./token-view.js";

/** The verdict: its state, its mark, its title and its words. */
export function verdictView({ decoded, judgement, facts, isWaiting }) {
    if (!decoded) return { state: "none", mark: "", title: ["Paste a token"], words: "It is decoded, verified and linted while you type. Signing in at the demo gives you one." };
    if (isWaiting) return { state: "none", mark: "…", title: ["Fetching the keys"], words: "" };
    const { refusal, rules, isVerified } = judgement;
    if (refusal) return { state: "bad", mark: "✕", title: ["Refused: ", code(refusal.rule)], words: refusal.words };
    if (!isVerified) {
        return { state: "unsure", mark: "?", title: ["Not verified"], words: `The signature cannot be checked here. ${facts.signature?.words ?? ""}` };
    }
    const unasked = ["type", "issuer", "audience"].filter(name => rules.find(one => one.rule === name).state === "not asked");
    const status = { none: "", known: " Its status is valid.", unknown: " Its status was not asked." }[facts.status.state] ?? "";
    const words = `The signature is correct, and no rule rejects the token.${status}${unasked.length > 0 ? ` Not asked: ${unasked.join(", ")}.` : ""}`;
    return { state: "good", mark: "✓", title: ["Verified"], words };
}

const marks = { kept: "✓", broken: "✕", "not asked": "–", "not reached": "·" };

/** The rules as list items. */
export const rulesView = rules => rules.map(({ rule, state, words }) => make("li", { "data-state": state, "data-rule": rule },
    make("span", { class: "mark", "aria-hidden": "true" }, marks[state]),
    make("code", {}, rule),
    make("span", { class: "title" }, `${ruleTitles.get(rule)}. `, make("span", { class: "quiet" }, shown(words))),
    make("span", { class: "state" }, state)));

const severities = ["error", "warning", "note"];

/** The findings of lint as list items, the gravest first. */
export const findingsView = findings => severities.flatMap(severity => findings.filter(one => one.severity === severity)).map(finding => make("li", { class: "finding", "data-severity": finding.severity, "data-id": finding.id },
    make("span", { class: "severity" }, finding.severity),
    make("div", {}, make("p", {}, finding.what, " ", sectionLink(finding.section)), make("p", {}, `${finding.why} ${finding.do}`))));

function sectionLink(section) {
    const [, number, part] = /^RFC ([0-9]+) §([0-9.]+)$/.exec(section) ?? [];
    const address = number ? `https://www.rfc-editor.org/rfc/rfc${number}#section-${part}` : `https://datatracker.ietf.org/doc/${section.split(" ")[0]}/`;
    return make("a", { class: "section", href: address, rel: "noreferrer noopener", target: "_blank" }, section);
}

const signatureWords = {
    verified: () => coloured("good", "verified"),
    wrong: () => coloured("bad", "wrong"),
    unsupported: () => coloured("warn", "cannot be checked here"),
    none: () => coloured("warn", "no key"),
};

/** The facts as pairs of a term and what is known. */
export function factsView({ decoded, facts, keys, thumbprint, skew, fetchStatus }) {
    const rows = [["Signature", signatureFact(decoded, facts)]];
    if (facts.choice?.key) rows.push(["Key", keyFact(facts, decoded, thumbprint)]);
    else if (keys.fault) rows.push(["Key", [shown(keys.fault)]]);
    if (facts.status.state !== "none") rows.push(["Status", statusFact(facts.status, fetchStatus)]);
    if (skew) rows.push(["Clock", clockFact(skew)]);
    return rows.flatMap(([term, content]) => [make("dt", {}, term), make("dd", { "data-fact": term.toLowerCase() }, content)]);
}

function signatureFact({ header }, { signature, choice }) {
    const alg = textMember(header?.node, "alg");
    const state = signature?.state ?? "none";
    const words = signature?.words || (state === "none" ? choice?.words ?? "" : "");
    return [signatureWords[state](), alg === undefined ? "" : [", ", code(alg)], words === "" ? "" : make("div", { class: "quiet" }, shown(words))];
}

function keyFact({ choice, signature }, { payload }, thumbprint) {
    const { key } = choice;
    const issued = secondsOf(member(payload?.node, "iat"));
    const age = key.created !== null ? ["Made on ", absoluteTime(key.created), ", ", ticking(key.created), "."]
        : key.kty === "oct" ? ["A shared secret: every party that verifies with it can also sign."]
            : signature?.state === "verified" && issued !== null ? ["The key set does not say its age; it signed this token ", ticking(issued), "."]
                : ["The key set does not say its age."];
    const end = key.expires !== null ? [" It is valid until ", absoluteTime(key.expires), "."] : [];
    return [
        key.kid === null ? "" : code(key.kid), key.kid === null ? typeName(key) : ` ${typeName(key)}`,
        make("div", { class: "quiet" }, age, end, key.isPrivate ? " The set also contains its private part, which is not used." : ""),
        thumbprint && thumbprint !== key.kid ? make("div", { class: "quiet" }, "Thumbprint ", code(thumbprint)) : "",
    ];
}

function statusFact({ state, words, value, reference, list }, fetchStatus) {
    const where = reference ? make("div", { class: "quiet" }, "Index ", String(reference.index), " of ", code(reference.uri)) : "";
    const button = label => {
        const element = make("button", { class: "plain small", id: "fetch-status" }, label);
        element.addEventListener("click", fetchStatus);
        return make("div", { class: "row" }, element);
    };
    switch (state) {
    case "known": {
        const name = value === null ? "not in the list" : value === 1 ? "revoked (invalid)" : statusName(value);
        const validity = list.ttl === null ? "" : `, to be asked again after ${list.ttl} s`;
        return [coloured(value === 0 ? "good" : "bad", name), where,
            make("div", { class: "quiet" }, "The list was issued ", ticking(list.issuedAt), validity, "."), button("Fetch the list again")];
    }
    case "unavailable": return [coloured("warn", "not known"), " ", shown(words), where, reference ? button("Fetch the list again") : ""];
    default: return [coloured("warn", "not asked"), " ", shown(words), where, reference ? button("Fetch the list") : ""];
    }
}

function clockFact({ seconds, uncertainty, host }) {
    const within = `give or take ${uncertainty < 1 ? "a second" : duration(Math.ceil(uncertainty))}`;
    if (Math.abs(seconds) <= uncertainty + 1) return [`This browser’s clock agrees with ${host}’s, ${within}.`];
    const words = `This browser’s clock is ${duration(Math.max(1, Math.round(Math.abs(seconds))))} ${seconds > 0 ? "behind" : "ahead of"} ${host}’s, ${within}.`;
    return [Math.abs(seconds) > 30 ? coloured("warn", words) : words];
}
