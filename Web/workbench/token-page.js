// The token workbench: what is typed goes in, what the other modules find out is shown. The token stays in this page's
// memory: no request, no storage, no address carries it.

import { checkKeyAndSignature, issuerOf, statusFact } from "./token-check.js";
import { verifyCommand } from "./token-command.js";
import { cleaned, decodeToken, displayLimit } from "./token-decode.js";
import { prettyJSON, visiblePieces } from "./token-text.js";
import { KeyPanel } from "./token-key-panel.js";
import { readJSONText, textMember } from "./token-json.js";
import { thumbprint } from "./token-keys.js";
import { lint } from "./token-lint.js";
import { judge } from "./token-policies.js";
import { fetchText } from "./token-sources.js";
import { StatusSource } from "./token-status-source.js";
import { readTime, relativeTime } from "./token-time.js";
import { make, say, shown } from "./token-view.js";
import { jsonView } from "./token-view-json.js";
import { factsView, findingsView, rulesView, verdictView } from "./token-view-verdict.js";

const at = id => document.getElementById(id);
const statusLists = new StatusSource(() => update());
let input = { text: "", decoded: null };
let facts = null;
let generation = 0;
const panel = new KeyPanel(() => {
    statusLists.clear();
    update();
});

function expectations() {
    const asOf = at("as-of").value.trim() === "" ? null : readTime(at("as-of").value);
    const leeway = Number.parseInt(at("leeway").value, 10);
    return {
        issuer: at("issuer").value, audience: at("audience").value, clientID: at("client").value, type: at("type").value.trim(),
        isAccessToken: at("access-token").checked,
        leeway: Number.isInteger(leeway) ? Math.min(Math.max(leeway, 0), 600) : 30,
        asOf, now: asOf ?? Math.floor(Date.now() / 1000),
    };
}

/** Takes the token from the field, at each change of it. */
function readToken() {
    const pasted = at("token").value;
    const { token, text, notices } = cleaned(pasted);
    const hidden = new Set(visiblePieces(token.slice(0, displayLimit)).filter(piece => piece.isHidden).map(piece => piece.text));
    if (hidden.size > 0) notices.push(`It contains invisible characters: ${[...hidden].slice(0, 5).join(", ")}.`);
    at("notices").replaceChildren(...notices.map(notice => make("li", {}, notice)));
    at("clear").hidden = pasted === "";
    colour(pasted);
    input = { text, decoded: token === "" ? null : decodeToken(token) };
    facts = null;
    renderParts();
    update();
}

/** The parts of the token in their colours, behind the field; a very long one stays plain. */
function colour(pasted) {
    const isLong = pasted.length > displayLimit;
    at("token").classList.toggle("uncoloured", isLong);
    const parts = isLong ? [] : pasted.split(".");
    const pieces = parts.flatMap((part, index) => [index === 0 ? "" : ".", make("span", { class: `part-${index}` }, part)]);
    // A line break at the end has a height only when something follows it.
    at("token-colours").replaceChildren(...pieces, "\u200b");
}

function renderParts() {
    const { decoded } = input;
    for (const name of ["header", "payload"]) {
        const part = decoded?.[name];
        at(`${name}-card`).hidden = !part;
        if (!part) continue;
        const fault = part.fault ? [make("p", { class: "bad" }, name === "header" ? "The header " : "The payload ", shown(part.fault), ".")] : [];
        const raw = part.bytes && !part.node ? [make("pre", {}, shown(new TextDecoder().decode(part.bytes.subarray(0, 4096))))] : [];
        at(name).replaceChildren(...fault, ...(part.node ? jsonView(part.node, name === "payload") : raw));
    }
    panel.offerIssuer(issuerOf(decoded));
    tick();
}

/** Finds everything out anew. What comes too late, because something changed meanwhile, is dropped. */
async function update() {
    const current = generation += 1;
    const { decoded, text } = input;
    const { keys } = panel;
    renderCommand();
    if (decoded) {
        const checked = await checkKeyAndSignature(decoded, keys);
        const findings = await lint(text, { now: expectations().now, keySet: keys.node });
        const print = checked.choice?.key ? await thumbprint(checked.choice.key) : null;
        if (current !== generation) return;
        facts = { ...checked, keys, findings, print };
    }
    render();
    askStatus();
}

function askStatus() {
    const reference = facts?.status?.reference;
    if (!reference) return;
    const isVerified = facts.signature?.state === "verified";
    const isDue = statusLists.isDue(reference.uri, { isVerified, keysAddress: panel.keys.address, nowMilliseconds: Date.now() });
    if (isDue && document.visibilityState === "visible") fetchStatus();
}

function fetchStatus() {
    const { now, leeway } = { ...expectations(), now: Math.floor(Date.now() / 1000) };
    statusLists.fetch(facts.status.reference.uri, { issuer: issuerOf(input.decoded), keys: panel.keys.list, now, leeway }).then(render);
    render();
}

function render() {
    const { decoded } = input;
    for (const id of ["facts-card", "rules-card", "lint-card"]) at(id).hidden = !decoded;
    const expected = expectations();
    renderExpectations(expected);
    if (decoded && !facts) return;
    if (decoded) facts.status = statusFact(decoded, uri => statusLists.listOf(uri));
    const judgement = decoded ? judge(decoded, facts, expected) : null;
    const isWaiting = panel.keys.isWaiting;
    const verdict = verdictView({ decoded, judgement, facts, isWaiting });
    at("verdict").dataset.state = verdict.state;
    at("verdict").dataset.rule = judgement?.refusal?.rule ?? "";
    at("verdict-mark").textContent = verdict.mark;
    say(at("verdict-title"), ...verdict.title);
    say(at("verdict-words"), ...shown(verdict.words));
    panel.mark(facts?.choice?.key ?? null);
    if (decoded) renderDetails(decoded, judgement);
    tick();
}

function renderDetails(decoded, { rules }) {
    const { findings, keys, print } = facts;
    const focused = document.activeElement?.id;
    at("facts").replaceChildren(...factsView({ decoded, facts, keys, thumbprint: print, skew: keys.skew, fetchStatus }));
    if (focused === "fetch-status") at("fetch-status")?.focus();
    at("rules").replaceChildren(...rulesView(rules));
    const count = severity => findings.filter(one => one.severity === severity).length;
    const words = [["error", count("error")], ["warning", count("warning")], ["note", count("note")]]
        .filter(([, number]) => number > 0).map(([name, number]) => `${number} ${name}${number === 1 ? "" : "s"}`);
    at("lint-summary").textContent = words.length > 0 ? `${words.join(", ")} by RFC 8725, RFC 9068 and those that they build on.` : "Nothing found by RFC 8725 and RFC 9068.";
    at("lint").replaceChildren(...findingsView(findings));
}

function renderExpectations({ issuer, audience, clientID, type, isAccessToken, leeway, asOf }) {
    const named = [["issuer", issuer], ["audience", audience], ["client", clientID], ["type", type], ["access token", isAccessToken ? "yes" : ""]]
        .filter(([, value]) => value !== "").map(([name]) => name);
    const isWrongTime = at("as-of").value.trim() !== "" && asOf === null;
    at("as-of").setAttribute("aria-invalid", String(isWrongTime));
    at("as-of-help").classList.toggle("bad", isWrongTime);
    at("expectations-summary").textContent = `${named.length > 0 ? named.join(", ") : "none"}; leeway ${leeway} s${asOf === null ? "" : `; as of ${asOf}`}`;
}

function renderCommand() {
    const expected = expectations();
    at("command").textContent = verifyCommand({ jwks: panel.source === "address" ? at("jwks-address").value.trim() : null, ...expected, alg: textMember(input.decoded?.header?.node, "alg"), now: expected.asOf });
    at("command-note").textContent = { address: "", paste: " Put the keys into keys.json.", secret: " Put the secret into keys.json, as a JWK of type oct." }[panel.source];
}

/** Once a second: times in words go on, and what time alone changes is judged again. */
function tick() {
    const { now } = expectations();
    for (const element of document.querySelectorAll("time.ticking")) {
        const words = relativeTime(Number(element.dataset.seconds), now);
        if (element.textContent !== words) element.textContent = words;
    }
}

async function judgeAgain() {
    tick();
    if (!input.decoded || !facts || at("as-of").value.trim() !== "") return;
    const refused = judge(input.decoded, facts, expectations()).refusal?.rule;
    if ((refused ?? "") !== at("verdict").dataset.rule) await update();
    askStatus();
}

async function expectOwn() {
    const { text } = await fetchText(new URL("/.well-known/openid-configuration", location.href));
    at("issuer").value = textMember(readJSONText(text).value, "issuer") ?? "";
    at("access-token").checked = true;
    update();
}

async function copy(text, what) {
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(text);
    at("copied").textContent = `${what} copied.`;
}

/** Takes a token out of the address, which then names it no more. */
function readFragment() {
    const fragment = new URLSearchParams(location.hash.slice(1));
    if (!fragment.has("token")) return;
    history.replaceState(null, "", location.pathname);
    at("token").value = fragment.get("token");
    readToken();
}

at("token").addEventListener("input", readToken);
at("clear").addEventListener("click", () => {
    at("token").value = "";
    readToken();
    at("token").focus();
});
for (const id of ["issuer", "audience", "client", "type", "access-token", "leeway", "as-of"]) at(id).addEventListener("input", update);
at("own-expectations").addEventListener("click", () => expectOwn().catch(error => { at("expectations-summary").textContent = error.message; }));
at("copy-command").addEventListener("click", () => copy(at("command").textContent, "Command"));
for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => {
        const node = input.decoded?.[button.dataset.copy]?.node;
        if (node) copy(prettyJSON(node), button.dataset.copy === "header" ? "Header" : "Claims");
    });
}
addEventListener("hashchange", readFragment);
readFragment();
if (at("token").value !== "") readToken();
panel.start();
setInterval(judgeAgain, 1000);
