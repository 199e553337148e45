// What a test can do in a page that uses the client: `lab` starts one as an application would, keeps what it tells, and gives
// everything back as plain values.

import * as core from "/assets/tessera-client.js";

const now = () => performance.timeOrigin + performance.now();

const viewOfSession = session => session && {
    id: session.id, subject: session.subject, generation: session.generation, scope: session.scope, roles: session.roles,
    permissions: session.permissions, expiresIn: session.expiresIn, signedInFor: session.signedInFor, bound: session.bound, claims: session.claims,
};

const viewOfError = error => ({
    name: error.name, message: error.message, class: error.class, code: error.code, cause: typeof error.cause === "string" ? error.cause : undefined,
    status: error.status, field: error.field, retryAfter: error.retryAfter,
});

const viewOfState = state => ({ ...state, session: viewOfSession(state.session) });

const viewOfEvent = event => ({
    ...event,
    ...(event.session && { session: viewOfSession(event.session) }),
    ...(event.error && { error: viewOfError(event.error) }),
    at: now(),
});

const lab = {
    core,
    client: null,
    events: [],
    states: [],
    // Added to this page's clocks, in milliseconds: a test turns them as a sleeping machine or its owner would.
    wall: 0,
    monotonic: 0,
    now,

    /** Creates the client; what cannot travel as JSON is made here from its name. */
    async create({ binding, clocks, ...options } = {}) {
        const { dpop } = binding ? await import("/assets/tessera-client-dpop.js") : {};
        lab.client = core.createClient({
            issuer: location.origin,
            ...options,
            ...(binding && { binding: dpop(binding === true ? undefined : binding) }),
            ...(clocks && { environment: {
                now: () => Date.now() + lab.wall,
                monotonic: () => performance.now() + lab.monotonic,
            } }),
        });
        lab.client.onEvent(event => lab.events.push(viewOfEvent(event)));
        lab.client.state.subscribe(state => lab.states.push({ ...viewOfState(state ?? lab.client.state.value), at: now() }));
        return lab.client;
    },

    async start(options) {
        await lab.create(options);
        return viewOfState(await lab.client.ready());
    },

    state: () => viewOfState(lab.client.state.value),

    /** What a promise gave: its value, or its error as plain values. */
    async outcome(promise) {
        try {
            return { value: await promise };
        } catch (error) {
            return { error: viewOfError(error) };
        }
    },

    session: async promise => {
        const outcome = await lab.outcome(promise);
        return outcome.error ? outcome : { value: viewOfSession(outcome.value) };
    },

    /** An authenticated request, with the answer's text. */
    async call(url, init) {
        const outcome = await lab.outcome(lab.client.fetch(url, init));
        if (outcome.error) return outcome;
        const answer = outcome.value;
        return { status: answer.status, type: answer.type, text: await answer.text(), challenge: answer.headers.get("WWW-Authenticate") };
    },

    /** Begins at a moment that other tabs share; its outcome is asked for by `result`. */
    begin(name, action) {
        lab.results ??= {};
        lab.results[name] = null;
        const ended = value => { lab.results[name] = { ended: value ?? null, at: now() }; };
        action().then(ended, error => ended({ error: viewOfError(error) }));
    },

    at: moment => new Promise(resolve => setTimeout(resolve, Math.max(0, moment - now()))),
};

window.lab = lab;
document.documentElement.dataset.ready = "true";
