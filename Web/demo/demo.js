// The demo: a notebook as an application, and beside it what its client does. This file only puts the pieces together.

import { createClock } from "./demo-clock.js";
import { browserEnvironment } from "./demo-environment.js";
import { conditionsOf, experimentsOf } from "./demo-experiments.js";
import { connectExperiments } from "./demo-experiments-view.js";
import { connectSignIn } from "./demo-forms.js";
import { announcer, createLog } from "./demo-log.js";
import { addressOfMode, modeOf } from "./demo-modes.js";
import { connectModes } from "./demo-modes-view.js";
import { createNetwork } from "./demo-network.js";
import { connectNotes } from "./demo-notes.js";
import { startRouter } from "./demo-router.js";
import { connectSessions } from "./demo-sessions.js";
import { connectToken } from "./demo-token.js";
import { errorWords, eventWords, networkWords, signedOutWords } from "./demo-words.js";
import { createClient } from "../client/tessera-client.js";

const at = id => document.getElementById(id);
const issuer = location.origin;
const bases = [...document.querySelectorAll('meta[name="tessera-api"]')].map(meta => meta.content);
const mode = modeOf(location.search);

const announce = announcer(at("announcement"));
const log = createLog({ list: at("log"), empty: at("no-log"), clear: at("clear-log") }, announce, () => Date.now());
const say = text => log("you", { kind: "", text });

const real = browserEnvironment();
const clock = createClock(real);
const network = createNetwork(real, seen => log("network", networkWords(seen, issuer)));
const client = createClient({
    issuer,
    api: bases,
    ...mode.options,
    ...(mode.bound ? { binding: (await import("../client/tessera-client-dpop.js")).dpop() } : {}),
    name: "tessera-demo",
    // Each way of keeping tokens has a drawer of its own.
    namespace: mode.options.mode === "cookie" ? "tessera" : `tessera-demo-${mode.name}`,
    environment: { fetch: network.fetch, page: network.page, now: clock.now, monotonic: clock.monotonic, setTimer: clock.setTimer },
});

const notes = connectNotes({
    list: at("notes"), form: at("new-note"), count: at("notes-count"), empty: at("no-notes"), trouble: at("notes-trouble"), title: at("notes-title"),
}, client, { base: bases[0] ?? null, isOnline: network.page.isOnline, say: announce });
const sessions = connectSessions({
    list: at("sessions"), ended: at("ended-sessions"), endedPanel: at("ended-panel"), endedCount: at("ended-count"), fault: at("sessions-fault"),
    title: at("sessions-title"),
}, client, announce);
const token = connectToken({
    card: at("token-card"), kind: at("token-kind"), words: at("token-words"), by: at("token-by"), tiles: at("tiles"),
    dial: at("dial-left"), clock: at("dial-clock"), claims: at("claims"), header: at("token-header"), inspect: at("inspect"),
}, client);

// Whether this tab asked for the end of the session: only then is it `signed_out` by the person who looks at it.
let isLeaving = false;
async function leave(how) {
    if (client.state.value.status !== "signedIn") return;
    isLeaving = true;
    try {
        await how();
    } finally {
        isLeaving = false;
    }
}
const signOut = () => leave(async () => {
    const { revoked } = await client.logout();
    say(revoked ? "The server has ended the session." : "Signed out here; the server hears of it once it can be reached.");
});

async function attempt(action) {
    try {
        await action();
    } catch (error) {
        log("client", { kind: "bad", text: errorWords(error) });
    }
}

async function ask() {
    return (await client.fetch(`${issuer}/auth/me`)).status;
}

async function pastTheClient(request) {
    const answer = await real.fetch(request);
    log("network", networkWords({ happened: "answered", method: request.method, url: new URL(request.url), status: answer.status }, issuer));
    return answer;
}

const world = { client, clock, network, ask, say, pastTheClient, issuer, keepsCookie: mode.options.mode === "cookie" };
const showExperiments = connectExperiments({ card: at("experiments-card"), list: at("experiments") }, experimentsOf(world), conditionsOf(world), attempt);

function showPerson(session) {
    at("person").hidden = session === null;
    at("routes").hidden = session === null;
    at("person-name").textContent = "";
    if (session === null) return;
    client.fetch(`${issuer}/auth/me`).then(answer => answer.json()).then(account => {
        if (client.state.value.session?.id === session.id) at("person-name").textContent = account.user_name ?? account.email ?? "";
    }).catch(() => {});
}

let shownSession;
function show(state) {
    const session = state.status === "signedIn" ? state.session : null;
    token.show(state);
    showExperiments(state);
    if (state.status === "unknown" || (session?.id ?? null) === shownSession) return;
    shownSession = session?.id ?? null;
    // Whoever is about to sign in chooses first where the tokens go.
    at("modes-panel").open = session === null;
    notes.clear();
    sessions.clear();
    showPerson(session);
    if (session !== null) reload();
}

let view = "unknown";
function reload() {
    if (client.state.value.status !== "signedIn") return;
    if (view === "notes") notes.load();
    if (view === "sessions") sessions.load();
}

client.onEvent(event => {
    const words = eventWords(event, isLeaving);
    log("client", words, event.kind !== "refreshed");
    if (event.kind === "refreshed") token.refreshed(event);
    if (event.kind === "online") reload();
    if (event.kind === "signedIn") at("signed-out-why").hidden = true;
    if (event.kind === "signedOut") {
        at("signed-out-why").textContent = signedOutWords(event.cause, isLeaving);
        at("signed-out-why").hidden = isLeaving;
    }
});
client.state.subscribe(show);

connectSignIn({ signIn: at("sign-in"), register: at("register") }, client);
connectModes({ title: at("mode-title"), words: at("mode-words"), list: at("modes") }, mode, signOut);
at("second-tab").setAttribute("href", `${addressOfMode(mode)}#/notes`);
at("sign-out").addEventListener("click", () => attempt(signOut));
at("sign-out-everywhere").addEventListener("click", () => sessions.attempt(() => leave(() => client.logoutEverywhere())));
at("refresh").addEventListener("click", () => attempt(() => client.refresh()));
at("reload-sessions").addEventListener("click", () => sessions.load());
at("skip").addEventListener("click", event => {
    event.preventDefault();
    at("view").focus();
});
setInterval(token.tick, 1000);
client.ready().then(({ status, cause }) => {
    if (status === "signedOut" && cause === null) log("client", { kind: "", text: "No user is signed in yet." });
});

startRouter(client, {
    views: [...document.querySelectorAll("#view > section")], links: [...document.querySelectorAll("#routes a")],
    toSignIn: at("to-sign-in"), toRegister: at("to-register"),
}, name => {
    view = name;
    reload();
});
