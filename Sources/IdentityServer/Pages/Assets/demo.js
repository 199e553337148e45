// The walk by hand: register, sign in, see the token, refresh, end sessions. Nothing is stored: tokens live in `session` only.
// Text goes into the page by textContent, never as HTML.

const at = id => document.getElementById(id);
let session = null;

class Refusal extends Error {
    constructor(problem) {
        super(problem.detail);
        this.problem = problem;
    }
}

async function call(method, path, { body, bearer = true, headers = {} } = {}) {
    const request = { method, headers: { ...headers }, cache: "no-store" };
    if (body !== undefined) {
        request.headers["Content-Type"] = "application/json";
        request.body = JSON.stringify(body);
    }
    if (bearer && session) request.headers.Authorization = `Bearer ${session.access}`;
    const answer = await fetch(path, request);
    const result = answer.status === 204 ? null : await answer.json();
    if (!answer.ok) throw new Refusal(result);
    return result;
}

function decode(token) {
    const part = index => {
        const text = token.split(".")[index].replaceAll("-", "+").replaceAll("_", "/");
        return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), c => c.charCodeAt(0))));
    };
    return { header: part(0), claims: part(1) };
}

function say(text, kind = "") {
    at("status").textContent = text;
    at("status").className = `status ${kind}`;
    const item = document.createElement("li");
    item.textContent = `${new Date().toLocaleTimeString()} ${text}`;
    item.className = kind;
    at("events").prepend(item);
}

function show(value) {
    at("answer").textContent = JSON.stringify(value, null, 2);
}

function adopt(tokens, usesCookie) {
    const { header, claims } = decode(tokens.access_token);
    session = {
        access: tokens.access_token,
        refresh: tokens.refresh_token,
        usesCookie,
        lifetime: tokens.expires_in * 1000,
        expires: performance.now() + tokens.expires_in * 1000,
        generation: tokens.generation,
    };
    at("token-header").textContent = JSON.stringify(header, null, 2);
    at("token-claims").textContent = JSON.stringify(claims, null, 2);
    // In the fragment, which browsers never send.
    at("inspect").href = `/tools/token#token=${tokens.access_token}`;
    at("rotation").textContent = `Session ${tokens.session_id}, generation ${tokens.generation}`;
    at("signed-out").hidden = true;
    at("signed-in").hidden = false;
    tick();
}

function forget() {
    session = null;
    for (const id of ["token-header", "token-claims", "answer"]) at(id).textContent = "";
    at("sessions").replaceChildren();
    at("inspect").href = "/tools/token";
    at("signed-in").hidden = true;
    at("signed-out").hidden = false;
    at("login").querySelector("input").focus();
}

function tick() {
    if (!session) return;
    const left = session.expires - performance.now();
    at("progress").value = Math.max(0, left / session.lifetime);
    at("countdown").textContent = left > 0 ? `in ${Math.ceil(left / 1000)} s` : "— it has expired: the next call gets 401";
    at("countdown").className = left > 0 ? "quiet" : "bad";
}

// One refresh at a time: a second click waits for the first.
let refreshing = null;

function refresh() {
    refreshing ??= (async () => {
        const attempt = session.attempt ??= crypto.randomUUID();
        const headers = { "Tessera-Attempt": attempt };
        if (session.usesCookie) headers["Tessera-Client"] = "demo";
        const body = session.usesCookie ? undefined : { refresh_token: session.refresh };
        const { usesCookie } = session;
        adopt(await call("POST", "/auth/refresh", { body, bearer: false, headers }), usesCookie);
        say(`Refreshed: generation ${session.generation}.`, "good");
    })().finally(() => { refreshing = null; });
    return refreshing;
}

async function listSessions() {
    const { sessions } = await call("GET", "/auth/sessions");
    at("sessions").replaceChildren(...sessions.map(row));
}

function row(one) {
    const cell = text => {
        const td = document.createElement("td");
        td.textContent = text;
        return td;
    };
    const end = document.createElement("td");
    if (!one.end) {
        const button = document.createElement("button");
        button.className = "plain";
        button.textContent = "End";
        button.setAttribute("aria-label", `End the session ${one.device.name}`);
        button.addEventListener("click", () => attempt(async () => {
            await call("DELETE", `/auth/sessions/${one.id}`);
            say(`Ended the session ${one.device.name}.`, "good");
            if (one.current) forget(); else await listSessions();
        }));
        end.append(button);
    }
    const tr = document.createElement("tr");
    const state = one.end ? `${one.end.cause}: ${one.end.description}` : one.current ? "this one" : "alive";
    tr.append(cell(`${one.device.name} ${one.address}`), cell(new Date(one.last_seen_at).toLocaleString()), cell(state), end);
    return tr;
}

// Runs what a button does; a refusal is shown with its cause.
async function attempt(action) {
    try {
        await action();
    } catch (error) {
        if (!(error instanceof Refusal)) {
            say("The server does not answer.", "bad");
            return;
        }
        const { error: code, cause, detail } = error.problem;
        show(error.problem);
        say(`Refused: ${code}${cause ? ` (${cause})` : ""}. ${detail}`, "bad");
        if (code === "invalid_grant" || code === "session_ended") forget();
    }
}

async function login(identifier, password, usesCookie) {
    const transport = usesCookie ? "cookie" : "body";
    adopt(await call("POST", "/auth/login", { body: { identifier, password, transport }, bearer: false }), usesCookie);
    say("Signed in.", "good");
    await listSessions();
}

at("login").addEventListener("submit", event => {
    event.preventDefault();
    const data = new FormData(event.target);
    attempt(async () => {
        await login(data.get("identifier"), data.get("password"), data.get("cookie") !== null);
        event.target.reset();
    });
});

at("register").addEventListener("submit", event => {
    event.preventDefault();
    const data = new FormData(event.target);
    const body = { user_name: data.get("user_name"), password: data.get("password") };
    if (data.get("email")) body.email = data.get("email");
    attempt(async () => {
        await call("POST", "/auth/register", { body, bearer: false });
        say(`Registered ${body.user_name}.`, "good");
        await login(body.user_name, body.password, false);
        event.target.reset();
    });
});

at("refresh").addEventListener("click", () => attempt(async () => {
    await refresh();
    await listSessions();
}));
at("me").addEventListener("click", () => attempt(async () => {
    show(await call("GET", "/auth/me"));
    say("/auth/me answered.", "good");
}));
at("reload").addEventListener("click", () => attempt(listSessions));
at("logout").addEventListener("click", () => attempt(async () => {
    const { usesCookie } = session;
    const headers = usesCookie ? { "Tessera-Client": "demo" } : {};
    const body = usesCookie ? undefined : { refresh_token: session.refresh };
    await call("POST", "/auth/logout", { body, bearer: false, headers });
    forget();
    say("Logged out.", "good");
}));
at("logout-everywhere").addEventListener("click", () => attempt(async () => {
    const { ended } = await call("POST", "/auth/logout-everywhere");
    forget();
    say(`Logged out of ${ended} sessions.`, "good");
}));

setInterval(tick, 250);
