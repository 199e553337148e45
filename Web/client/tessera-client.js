// Clients/web/src/errors/tessera-error.ts
var TesseraError = class extends Error {
  /** What kind of failure it was. */
  class;
  /** The server's `error` code, or one of the client's own: `network`, `offline`, `timeout`, `unexpected_answer`, … */
  code;
  /** The server's word for why: a session ended, or its database fails. After `outcome_unknown` what was asked may have been done. */
  cause;
  /** The HTTP status, when there was an answer. */
  status;
  /** The member of the request that was wrong, such as `password`. */
  field;
  /** Seconds after which another try makes sense. */
  retryAfter;
  /** An error of `errorClass` with `code`, one sentence for the person, and what else is known. */
  constructor(errorClass, code, message, details = {}) {
    super(message);
    this.name = "TesseraError";
    this.class = errorClass;
    this.code = code;
    Object.assign(this, details);
  }
};

// Clients/web/src/session/decode.ts
function decodeToken(token) {
  try {
    const [header, claims] = token.split(".", 2).map((part) => {
      const text = atob(part.replace(/-/g, "+").replace(/_/g, "/"));
      return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (byte) => byte.charCodeAt(0))));
    });
    return header && claims && typeof claims === "object" ? { header, claims } : null;
  } catch {
    return null;
  }
}

// Clients/web/src/errors/classify.ts
var ending = ["invalid_grant", "invalid_dpop_proof"];
var misconfigured = ["cross_site_request", "cross_site_cookie", "unsupported_media_type", "invalid_client", "unauthorized_client"];
function errorOf(answer, refreshing) {
  const { status, body, retryAfter } = answer;
  const text = (name) => typeof body?.[name] === "string" ? body[name] : void 0;
  const error = text("error");
  const isOwn = error && body?.status === status && text("request_id") && text("type")?.endsWith(error);
  const code = isOwn ? error : void 0;
  if (answer.signedOut)
    return new TesseraError("rejected", "invalid_request", "There is no session.", { status });
  if (!code || status < 400 || status >= 500 || status === 408 || status === 429) {
    return new TesseraError(
      "transient",
      code ?? answer.failure ?? "unexpected_answer",
      code && text("detail") || "The login service did not answer.",
      { cause: code && text("cause"), status: status || void 0, retryAfter }
    );
  }
  const field = text("field");
  const noToken = code === "invalid_request" && field === "refresh_token";
  const errorClass = misconfigured.includes(code) ? "configuration" : !refreshing ? "refused" : noToken || ending.includes(code) ? "rejected" : "transient";
  return new TesseraError(errorClass, code, text("detail") ?? code, { cause: text("cause"), status, field, retryAfter });
}

// Clients/web/src/server/answer.ts
function tokensOf(answer) {
  const { access_token, token_type, expires_in, refresh_token, session_id, generation } = answer.body ?? {};
  if (answer.status !== 200 || typeof access_token !== "string" || typeof token_type !== "string" || typeof expires_in !== "number" || typeof session_id !== "string" || typeof generation !== "number")
    return null;
  return {
    access: access_token,
    type: /^dpop$/i.test(token_type) ? "DPoP" : "Bearer",
    lifetime: expires_in * 1e3,
    refresh: typeof refresh_token === "string" ? refresh_token : null,
    session: session_id,
    generation
  };
}
function retryAfterSeconds(value, now) {
  if (value === null)
    return void 0;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1e3;
  return Number.isNaN(seconds) ? void 0 : Math.max(0, seconds);
}

// Clients/web/src/retry/backoff.ts
var base = 1e3;
var cap = 6e4;
var obeyed = 36e5;
function pauseAfter(last, retryAfter, now, random) {
  const failures = (last?.failures ?? 0) + 1;
  const own = random * Math.min(cap, base * 2 ** Math.min(failures - 1, 10));
  const wait = retryAfter === void 0 ? own : Math.min(obeyed, retryAfter * 1e3);
  return { failures, since: now, wait, ordered: retryAfter !== void 0, tried: last?.tried ?? false };
}
function pauseLeft(pause, now) {
  if (!pause)
    return 0;
  const passed = now - pause.since;
  return passed < 0 ? pause.wait : Math.max(0, pause.wait - passed);
}

// Clients/web/src/session/ledger.ts
var emptyLedger = {
  epoch: "",
  session: null,
  subject: null,
  generation: 0,
  attempt: null,
  made: null,
  replaced: null,
  keeps: false,
  cause: null,
  detail: null,
  revoking: null,
  pause: null,
  turn: null,
  tokens: null
};
function attemptHeader({ attempt, made }) {
  return [attempt, made].filter((id) => id).join();
}
var askCookie = "/auth/refresh?without_session=204";
var LedgerStore = class {
  #inMemory;
  #store;
  #key;
  constructor(store, key) {
    this.#store = store;
    this.#key = key;
    this.#inMemory = store ? null : emptyLedger;
  }
  /** Whether other tabs and later pages see what is written. */
  get isStored() {
    return this.#inMemory === null;
  }
  read() {
    if (this.#inMemory)
      return this.#inMemory;
    try {
      const ledger = JSON.parse(this.#store?.getItem(this.#key) ?? "null");
      if (isLedger(ledger))
        return { ...emptyLedger, ...ledger };
    } catch {
    }
    return emptyLedger;
  }
  write(ledger) {
    try {
      if (!this.#store)
        throw 0;
      this.#store.setItem(this.#key, JSON.stringify(ledger));
      this.#inMemory = null;
    } catch {
      this.#inMemory = ledger;
    }
  }
  /** Writes `changes` over what stands there now. */
  amend(changes) {
    this.write({ ...this.read(), ...changes });
  }
  watch(listener) {
    return this.#store?.watch?.(this.#key, listener) ?? (() => {
    });
  }
};
function isLedger(value) {
  return typeof value === "object" && value !== null && typeof value.epoch === "string";
}

// Clients/web/src/session/rotation.ts
var Rotation = class {
  #tab;
  #flight = null;
  #stop = new AbortController();
  /** Whether somebody in this flight cannot go on with the token that there is. */
  #urgent = false;
  constructor(tab) {
    this.#tab = tab;
  }
  /**
   * Renews the tokens; whoever calls while it is on its way gets the same outcome.
   *
   * @param urgent the token that there is has been refused, so a refusal of the refresh ends the session at once. Otherwise
   *     the access token is used to its end.
   * @throws {@link TesseraError}
   */
  refresh(urgent) {
    this.#urgent ||= urgent;
    return this.#flight ??= this.#tab.notices.quietly(async () => {
      try {
        await this.#run();
      } finally {
        this.#flight = null;
        this.#urgent = false;
        this.#tab.onChange();
      }
    });
  }
  /** Whether a refresh is on its way. */
  get isBusy() {
    return this.#flight !== null;
  }
  /**
   * Ends the refresh that is on its way: the session has changed under it.
   *
   * @returns a signal that comes when the session changes the next time; it has come already when the client is closed.
   */
  cancel() {
    this.#stop.abort();
    if (!this.#tab.isClosed)
      this.#stop = new AbortController();
    return this.#stop.signal;
  }
  async #run() {
    const tab = this.#tab;
    const { environment } = tab.settings;
    const { signal } = this.#stop;
    tab.look();
    const start = tab.ledger.read();
    try {
      if (!tab.isOwn || start.revoking || !start.session && !tab.settings.cookie)
        throw cancelled();
      if (start.cause && start.session)
        throw new TesseraError("rejected", "refused", "", { cause: start.cause });
      if (!environment.page.isOnline())
        throw new TesseraError("transient", "offline", "There is no network.");
      this.#keepPause();
      const body = () => this.#rotate(start, signal).catch((error) => this.#beginPause(start, signal, error));
      await tab.alone(signal, body);
    } catch (error) {
      throw this.#failed(start, signal.aborted || !(error instanceof TesseraError) ? cancelled() : error);
    }
  }
  async #rotate(start, signal) {
    const tab = this.#tab;
    const { cookie, binding, environment } = tab.settings;
    let sent = tab.ledger.read();
    if (sent.epoch !== start.epoch)
      throw cancelled();
    if (sent.generation > start.generation && !cookie) {
      tab.look();
      return;
    }
    this.#keepPause();
    if (!sent.attempt) {
      sent = { ...sent, attempt: environment.uuid() };
      tab.ledger.write(sent);
    }
    const isCurrent = (now) => now.epoch === sent.epoch && now.generation === sent.generation && now.attempt === sent.attempt;
    const answer = await tab.server.post(cookie ? askCookie : "/auth/refresh", {
      body: sent.tokens ? { refresh_token: sent.tokens.refresh } : void 0,
      headers: { "Tessera-Attempt": attemptHeader(sent) },
      cookie,
      proof: true,
      signal,
      mayStart: () => isCurrent(tab.ledger.read())
    });
    if (signal.aborted)
      throw cancelled();
    if (answer.failure === "cancelled")
      return await this.#rotate(start, signal);
    const tokens = tokensOf(answer);
    if (!tokens || !cookie && !tokens.refresh || binding && tokens.type !== "DPoP") {
      const error = errorOf(answer, true);
      if (error.code === "superseded" && isCurrent(tab.ledger.read()))
        tab.ledger.amend({ attempt: null, made: null });
      throw error;
    }
    if (tokens.session === sent.replaced) {
      tab.endEverywhere("other_user", tokens.session);
      tab.onStray();
      throw cancelled();
    }
    if (!tab.receive(tokens, sent))
      throw cancelled();
  }
  #keepPause() {
    const wait = this.#tab.pauseLeft() / 1e3;
    if (wait > 0)
      throw new TesseraError("transient", "paused", "Too early to try again.", { retryAfter: wait });
  }
  /** Notes a failure while the lock is still held, so that the tab that has it next finds the pause. */
  #beginPause(start, signal, error) {
    const { ledger, settings: { environment } } = this.#tab;
    const { epoch, pause } = ledger.read();
    const isOver = signal.aborted || epoch !== start.epoch;
    const counts = error instanceof TesseraError && !/cancelled|rejected/.test(error.class) && error.code !== "paused";
    if (counts && !isOver) {
      ledger.amend({ pause: pauseAfter(pause, error.retryAfter, environment.now(), environment.random()) });
    }
    throw error;
  }
  /** What a failure changes; returns the error to throw. */
  #failed(start, error) {
    const tab = this.#tab;
    tab.look();
    const ledger = tab.ledger.read();
    if (error.class === "cancelled" || ledger.epoch !== start.epoch) {
      if (tab.isOwn && !ledger.session && tab.status === "unknown")
        tab.end(null);
      return error.class === "rejected" ? cancelled() : error;
    }
    if (error.class === "rejected") {
      this.#refused(error, ledger);
      return error;
    }
    tab.show();
    if (error.code === "paused" || error.code === "offline")
      return error;
    tab.notices.emit({ kind: "refreshFailed", error, retryIn: tab.pauseLeft() });
    return error;
  }
  #refused(error, ledger) {
    const tab = this.#tab;
    if (!this.#urgent && tab.remaining > 0) {
      if (ledger.cause)
        return;
      tab.ledger.amend({ cause: causeOf(error), detail: error.message });
      tab.notices.emit({ kind: "refreshFailed", error, retryIn: null });
    } else if (ledger.session) {
      tab.endEverywhere(causeOf(error), null, error.message);
    } else {
      tab.ledger.amend({ pause: null });
      tab.end(null);
    }
  }
};
function causeOf(error) {
  return error.cause ?? (error.code === "invalid_request" ? "expired" : error.code);
}
function cancelled() {
  return new TesseraError("cancelled", "cancelled", "The session has changed meanwhile.");
}

// Clients/web/src/account/sign-in.ts
async function signIn(tab, rotation, revocation, who, keep, isAgain = false) {
  const { cookie, binding, scope } = tab.settings;
  const signal = rotation.cancel();
  if (signal.aborted)
    throw cancelled();
  const authorization = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
  const run = async (isMine) => {
    await revocation.settleCookie();
    const before = tab.ledger.read();
    const { held } = tab;
    const answer = await tab.server.post("/auth/login", {
      body: {
        identifier: who.identifier,
        password: who.password,
        scope: who.scope ?? scope,
        transport: cookie ? "cookie" : "body"
      },
      cookie,
      proof: true,
      mayStart: () => isAgain || isMine()
    });
    if (answer.failure === "cancelled" && !signal.aborted)
      return false;
    const tokens = tokensOf(answer);
    if (!tokens || !cookie && !tokens.refresh)
      throw errorOf(answer, false);
    const revoke = tokens.refresh ? { body: { refresh_token: tokens.refresh } } : authorization(tokens.access);
    if (binding && tokens.type !== "DPoP") {
      void revocation.give(revoke);
      throw new TesseraError("configuration", "binding_refused", "The login service does not bind tokens.");
    }
    if (keep !== void 0 && keep !== decodeToken(tokens.access)?.claims.sub) {
      void revocation.give(revoke);
      throw otherAccount();
    }
    if (signal.aborted || !tab.receive(tokens, before, true, keep !== void 0)) {
      void revocation.give(revoke);
      if (cookie && held)
        void revocation.give(authorization(held.access));
      throw cancelled();
    }
    if (before.tokens)
      void revocation.give({ body: { refresh_token: before.tokens.refresh } });
    else if (held)
      void revocation.give(authorization(held.access));
    if (cookie)
      await expectCookie();
    return true;
  };
  const expectCookie = async () => {
    const { status, body } = await tab.server.post("/auth/cookie", { cookie, signal });
    const { held, ledger } = tab;
    if (status !== 200 || body?.session_id !== null || !held || ledger.read().epoch !== held.epoch)
      return;
    void revocation.give(authorization(held.access));
    tab.endEverywhere("cookies_blocked");
    throw new TesseraError("configuration", "cookies_blocked", "The browser keeps no cookie of the login service.");
  };
  const isDone = await tab.alone(signal, run).catch((error) => {
    throw error instanceof TesseraError ? error : cancelled();
  });
  if (!isDone)
    await signIn(tab, rotation, revocation, who, keep, true);
}
function otherAccount() {
  return new TesseraError("refused", "other_account", "Another account is signed in.");
}

// Clients/web/src/account/confirm.ts
async function confirm(tab, rotation, revocation, subject, me, { password }) {
  if (me.id !== subject)
    throw otherAccount();
  const scope = tab.held && decodeToken(tab.held.access)?.claims.scope;
  const who = { identifier: String(me.user_name ?? me.email), password, ...scope && { scope } };
  try {
    await signIn(tab, rotation, revocation, who, subject);
  } catch (error) {
    if (!(error instanceof TesseraError) || error.code !== "invalid_credentials")
      throw error;
    const details = { status: error.status, field: "password" };
    throw new TesseraError("refused", "wrong_password", "The password is wrong.", details);
  }
}

// Clients/web/src/server/proof.ts
async function proofBy(binding, request) {
  try {
    return await binding.prove(request);
  } catch {
    throw globalThis.crypto?.subtle ? new TesseraError("transient", "key_unavailable", "The key of this browser could not be used.") : new TesseraError("configuration", "insecure_origin", "Tokens are bound to a key on https and localhost only.");
  }
}

// Clients/web/src/server/server.ts
var timeout = 1e4;
var Server = class {
  /** What the server's clock showed at a moment of ours, in milliseconds. */
  #known;
  #settings;
  constructor(settings) {
    this.#settings = settings;
  }
  /**
   * Posts to `path`. A proof that lacks the server's nonce is made again, once (RFC 9449 §8).
   *
   * @throws {@link TesseraError} `configuration` when no proof can be made here, and where there is no page.
   */
  async post(path, call2) {
    const answer = await this.#once(path, call2);
    return answer.body?.error === "use_dpop_nonce" ? await this.#once(path, call2) : answer;
  }
  async #once(path, call2) {
    const { environment, issuer, name, binding, inert } = this.#settings;
    if (inert)
      throw new TesseraError("configuration", "no_page", "A sign-in needs a page.");
    const url = issuer + path;
    const stop = new AbortController();
    let failure = "network";
    const end = (why) => {
      failure = why;
      stop.abort();
    };
    const onAbort = () => end("cancelled");
    const cancelTimer = environment.setTimer(() => end("timeout"), timeout);
    call2.signal?.addEventListener("abort", onAbort);
    try {
      const headers = { ...call2.headers, "Tessera-Client": name };
      if (call2.body)
        headers["Content-Type"] = "application/json";
      if (call2.proof && binding) {
        headers.DPoP = await proofBy(binding, { method: "POST", url, time: this.serverTime() });
      }
      if (call2.signal?.aborted || call2.mayStart?.() === false)
        return noAnswer("cancelled");
      const response = await environment.fetch(url, {
        method: "POST",
        headers,
        body: call2.body ? JSON.stringify(call2.body) : null,
        credentials: call2.cookie ? "include" : "omit",
        redirect: "error",
        cache: "no-store",
        keepalive: call2.keepalive ?? false,
        signal: stop.signal
      });
      binding?.learn(url, response.headers);
      return await answerOf(response, environment.now());
    } catch (error) {
      if (error instanceof TesseraError)
        throw error;
      return noAnswer(failure);
    } finally {
      cancelTimer();
      call2.signal?.removeEventListener("abort", onAbort);
    }
  }
  /** The server's clock less our wall clock at this moment, in milliseconds, as the newest token told. */
  set clockOffset(offset) {
    const { wall, monotonic } = this.#now();
    this.#known = { server: wall + offset, wall, monotonic };
  }
  /**
   * The server's time in seconds, as well as it is known.
   *
   * Time passes as it does for tokens, so that a wall clock that is set back, or set right again, changes nothing.
   */
  serverTime() {
    const { wall, monotonic } = this.#now();
    const known = this.#known ?? { server: wall, wall, monotonic };
    return Math.floor((known.server + Math.max(wall - known.wall, monotonic - known.monotonic)) / 1e3);
  }
  #now() {
    const { environment } = this.#settings;
    return { wall: environment.now(), monotonic: environment.monotonic() };
  }
};
async function answerOf(response, now) {
  const retryAfter = retryAfterSeconds(response.headers.get("Retry-After"), now);
  const { status, headers } = response;
  const isMarked = headers.has("X-Request-Id");
  const signedOut = status === 204 && isMarked && headers.get("Tessera-Session") === "none";
  return { status, body: objectIn(await response.text()), retryAfter, signedOut, isMarked };
}
function noAnswer(failure) {
  return { status: 0, body: null, retryAfter: void 0, failure };
}
function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}

// Clients/web/src/account/calls.ts
async function readDocument(response, isWhole = () => true) {
  const answer = await answerOf(response, 0);
  const document = answer.body ?? {};
  const isOwn = answer.status === 204 ? answer.isMarked : answer.body;
  if (!response.ok || !isOwn || !isWhole(document))
    throw errorOf(answer, false);
  return document;
}
async function register(server, account) {
  const { userName, email, password, displayName } = account;
  const body = { user_name: userName, email, password, display_name: displayName };
  const answer = await server.post("/auth/register", { body });
  if (!answer.body || answer.status !== 201)
    throw errorOf(answer, false);
  return answer.body;
}

// Clients/web/src/session/freshness.ts
function age(span, now) {
  return Math.max(now.monotonic - span.receivedMonotonic, now.wall - span.receivedWall);
}
function remaining(span, now) {
  return span.lifetime - age(span, now);
}
function leastRemaining(lifetime) {
  return Math.min(5e3, lifetime / 2);
}
function refreshLead(lifetime, jitter) {
  return Math.min(6e4, lifetime / 5) * (1 - jitter / 2);
}
function adoptedAge(receivedWall, wall, sinceLook) {
  const noted = wall - receivedWall;
  if (sinceLook === void 0)
    return noted < 0 ? Infinity : noted;
  return Math.min(Math.max(noted, 0), sinceLook);
}

// Clients/web/src/session/access.ts
var patience = 8e3;
var settling = 50;
async function accessToken(tab, rotation) {
  const { environment, inert } = tab.settings;
  const begin = environment.monotonic();
  for (; ; ) {
    tab.look();
    const { held, status } = tab;
    if (held && tab.remaining >= leastRemaining(held.lifetime))
      return held;
    if (inert || status === "signedOut")
      return null;
    try {
      await rotation.refresh(false);
    } catch (error) {
      if (tab.held && tab.remaining > 0)
        return tab.held;
      if (!(error instanceof TesseraError))
        throw error;
      if (error.class === "rejected")
        return null;
      const delay = tab.pauseLeft();
      const waited = environment.monotonic() - begin;
      const isHopeless = error.class === "configuration" || error.code === "offline" || tab.isClosed;
      if (isHopeless || waited + delay > patience)
        throw error;
      await tab.wait(Math.max(delay, settling)).over;
    }
  }
}

// Clients/web/src/attach/allow-list.ts
var ownCalls = /^\/auth\/(?:login|refresh|register|logout)$/;
function allowedBase(text) {
  const url = parse(text, void 0);
  if (!url || !/^https?:$/.test(url.protocol) || url.href.includes("@") || /[*?#]/.test(text)) {
    throw new TesseraError("configuration", "invalid_options", `Not a base address: ${text}`);
  }
  return { origin: url.origin, path: url.pathname.replace(/\/*$/, "/") };
}
function isAllowed(address, base2, bases) {
  const url = parse(address, base2);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return false;
  const path = url.pathname;
  const isHidden = /%(?:2f|5c)/i.test(path);
  if (url.origin === bases[0]?.origin && ownCalls.test(path))
    return false;
  return bases.some(
    (allowed) => url.origin === allowed.origin && (allowed.path === "/" || !isHidden && `${path}/`.startsWith(allowed.path))
  );
}
function parse(address, base2) {
  try {
    return new URL(address, base2);
  } catch {
    return null;
  }
}

// Clients/web/src/attach/challenge.ts
function challenge(header) {
  const found = /* @__PURE__ */ Object.create(null);
  let isOurs = false;
  for (const match of header?.matchAll(/([^\s,="]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*)))?/g) ?? []) {
    const [, name = "", quoted, plain] = match;
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === void 0)
      isOurs = /^(?:bearer|dpop)$/i.test(name);
    else if (isOurs)
      found[name.toLowerCase()] ??= value;
  }
  return found;
}
var stepUps = ["insufficient_scope", "insufficient_user_authentication"];

// Clients/web/src/attach/attach.ts
var Attach = class {
  #tab;
  #rotation;
  constructor(tab, rotation) {
    this.#tab = tab;
    this.#rotation = rotation;
  }
  shouldAttach(url) {
    const { bases, environment } = this.#tab.settings;
    return isAllowed(url, environment.base(), bases);
  }
  async attempt(request, isReplayable = true) {
    const mayAttach = this.shouldAttach(request.url) && !request.headers.has("Authorization");
    const held = mayAttach && await unlessAborted(accessToken(this.#tab, this.#rotation), request.signal);
    if (!held)
      return { request, next: () => Promise.resolve(null) };
    return await this.#attempt(request, held, isReplayable, true, true);
  }
  async fetch(input, init) {
    const { environment } = this.#tab.settings;
    const isRequest = input instanceof Request;
    if (!this.shouldAttach(isRequest ? input.url : input))
      return await environment.fetch(input, init);
    const request = new Request(isRequest ? input : new URL(input, environment.base()), init);
    let attempt = await this.attempt(request, !(init?.body instanceof ReadableStream));
    for (; ; ) {
      const response = await environment.fetch(attempt.request);
      attempt = await unlessAborted(attempt.next(response), request.signal);
      if (!attempt)
        return response;
      response.body?.cancel().catch(() => {
      });
    }
  }
  /**
   * One sending of `request` with the token in `held`.
   *
   * @param mayRenew whether a newer token may follow. A nonce that is missing says nothing about the token, so it does not use
   *     up that one repeat: it has its own, `mayProve`.
   */
  async #attempt(request, held, isReplayable, mayRenew, mayProve) {
    const spare = isReplayable && (mayRenew || mayProve) ? request.clone() : null;
    const again = async (answer) => {
      const tab = this.#tab;
      const error = this.#read(answer, request.url);
      if (error === null || !spare)
        return null;
      tab.look();
      if (error === "use_dpop_nonce") {
        if (!mayProve)
          return null;
        mayProve = false;
      } else {
        if (!mayRenew)
          return null;
        mayRenew = false;
        const isSame = () => tab.held?.access === held.access;
        if (isSame())
          await this.#rotation.refresh(true);
        if (isSame())
          return null;
      }
      const now = tab.held;
      return now?.session === held.session ? await this.#attempt(spare, now, true, mayRenew, mayProve) : null;
    };
    return {
      request: await this.#credentialed(request, held),
      // The caller gets the API's answer; the state and the events tell of the rest.
      next: (answer) => again(answer).catch(() => null)
    };
  }
  /**
   * Learns what there is to learn from an answer to a request with our token, and tells of a step-up.
   *
   * @returns what a repeat could change: `use_dpop_nonce` when the nonce is known now, `invalid_token`, or undefined when a 401
   *     does not say why; null when nothing can be changed here.
   */
  #read(answer, url) {
    const { notices, settings } = this.#tab;
    const { status, headers } = answer;
    if (answer.ok)
      this.#tab.endPause(new URL(url).origin === settings.issuer);
    const hasNonce = settings.binding?.learn(url, headers);
    const { error, scope = null, max_age } = challenge(headers.get("WWW-Authenticate"));
    if (error && stepUps.includes(error) && (status === 401 || status === 403)) {
      const stepUp = new TesseraError("refused", error, `The API asks for more: ${error}`, { status });
      const maxAge = /^\d+$/.test(max_age ?? "") ? Number(max_age) : null;
      notices.emit({ kind: "stepUp", error: stepUp, url, scope, maxAge });
      return null;
    }
    const isOurs = !error || error === "invalid_token" || error === "use_dpop_nonce" && hasNonce;
    return status === 401 && isOurs ? error : null;
  }
  async #credentialed(request, held) {
    const { binding } = this.#tab.settings;
    const headers = new Headers(request.headers);
    headers.set("Authorization", `${held.type} ${held.access}`);
    if (binding && held.type === "DPoP") {
      const { method, url } = request;
      const time = this.#tab.server.serverTime();
      headers.set("DPoP", await proofBy(binding, { method, url, accessToken: held.access, time }));
    }
    return new Request(request, { headers, redirect: request.redirect === "follow" ? "error" : request.redirect });
  }
};
function unlessAborted(work, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted)
      abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

// Clients/web/src/environment/browser.ts
function browserEnvironment(replaced = {}) {
  const { navigator, document } = globalThis;
  const listen = (target, type, listener) => {
    if (document)
      target?.addEventListener(type, listener);
    return () => target?.removeEventListener(type, listener);
  };
  const isVisible = () => document?.visibilityState !== "hidden";
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    now: () => Date.now(),
    monotonic: () => performance.now(),
    setTimer(callback, milliseconds) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    // Asked for with `as` because the DOM's own declaration has one overload for each way to call it.
    locks: document ? navigator.locks ?? null : null,
    openChannel: (name) => document && globalThis.BroadcastChannel ? new BroadcastChannel(name) : null,
    storage: (kind) => document ? webStorage(kind) : null,
    page: {
      isVisible,
      isOnline: () => navigator?.onLine !== false,
      on(kind, listener) {
        if (kind === "online" || kind === "offline")
          return listen(globalThis, kind, listener);
        if (kind === "shown") {
          const stops = [listen(globalThis, "pageshow", listener), listen(document, "resume", listener)];
          return () => stops.forEach((stop) => stop());
        }
        return listen(document, "visibilitychange", () => {
          if (isVisible() === (kind === "visible"))
            listener();
        });
      }
    },
    random: () => Math.random(),
    uuid,
    base: () => document?.baseURI,
    ...replaced
  };
}
function uuid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
function webStorage(kind) {
  try {
    const storage = kind === "local" ? globalThis.localStorage : globalThis.sessionStorage;
    return {
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => storage.setItem(key, value),
      removeItem: (key) => storage.removeItem(key),
      watch(key, listener) {
        const onStorage = (event) => {
          if (event.storageArea === storage && (event.key === key || event.key === null))
            listener();
        };
        addEventListener("storage", onStorage);
        return () => removeEventListener("storage", onStorage);
      }
    };
  } catch {
    return null;
  }
}

// Clients/web/src/options.ts
function settingsOf(options) {
  const cookie = options.mode !== "token";
  if (cookie && (options.storage || options.binding)) {
    throw new TesseraError("configuration", "invalid_options", 'storage and binding need mode: "token".');
  }
  const issuer = allowedBase(options.issuer);
  const storage = cookie ? "local" : options.storage ?? "memory";
  return {
    issuer: issuer.origin,
    bases: [{ origin: issuer.origin, path: "/" }, ...(options.api ?? []).map(allowedBase)],
    cookie,
    storage,
    shared: storage === "local",
    binding: options.binding,
    scope: options.scope,
    name: options.name ?? "@tessera/client",
    namespace: options.namespace ?? "tessera",
    environment: browserEnvironment(options.environment),
    inert: !globalThis.document && !options.environment?.page
  };
}

// Clients/web/src/tabs/claim.ts
var patience2 = 500;
function claim(environment, name) {
  const { locks, setTimer } = environment;
  if (!locks)
    return Promise.resolve(() => {
    });
  return new Promise((resolve) => {
    const wait = new AbortController();
    const cancelTimer = setTimer(() => wait.abort(), patience2);
    locks.request(name, { signal: wait.signal }, () => {
      cancelTimer();
      return new Promise((giveUp) => resolve(giveUp));
    }).catch(() => resolve(null));
  });
}

// Clients/web/src/session/life.ts
var claimKey = (namespace) => `${namespace}.claim`;
var Life = class {
  #tab;
  #rotation;
  #revocation;
  #schedule;
  #stops = [];
  constructor(tab, rotation, revocation, schedule) {
    this.#tab = tab;
    this.#rotation = rotation;
    this.#revocation = revocation;
    this.#schedule = schedule;
  }
  /** Finds out whether somebody is signed in, and begins to watch. */
  async begin() {
    const tab = this.#tab;
    const { page } = tab.settings.environment;
    if (tab.settings.inert)
      return;
    if (tab.settings.storage === "session")
      await this.#claimSession();
    if (this.#tab.isClosed)
      return this.close();
    tab.isOwn = true;
    const look = () => {
      tab.look();
      tab.show();
    };
    this.#stops.push(
      tab.ledger.watch(look),
      page.on("visible", look),
      page.on("shown", look),
      page.on("hidden", () => this.#schedule.plan()),
      page.on("online", () => this.#online()),
      page.on("offline", () => {
        tab.notices.emit({ kind: "offline" });
        this.#schedule.plan();
      })
    );
    if (tab.ledger.read().revoking)
      await this.#revocation.settle();
    if (this.#tab.isClosed)
      return;
    tab.hasBegun = true;
    tab.look();
    const { session, revoking } = tab.ledger.read();
    if (tab.status !== "unknown")
      return;
    if (revoking || !session && !tab.settings.cookie)
      tab.end(null);
    else
      await this.#rotation.refresh(false).catch(() => {
      });
    this.#schedule.plan();
  }
  close() {
    for (const stop of this.#stops.splice(0))
      stop();
    this.#schedule.close();
    this.#revocation.close();
  }
  #online() {
    const tab = this.#tab;
    tab.notices.emit({ kind: "online" });
    tab.endPause(true);
    tab.look();
    this.#revocation.online();
    this.#schedule.plan();
  }
  /** A session that was copied with its tab belongs to the tab that it was copied from. */
  async #claimSession() {
    const { environment, namespace } = this.#tab.settings;
    const storage = environment.storage("session");
    const key = claimKey(namespace);
    const name = storage?.getItem(key) ?? environment.uuid();
    let giveUp = await claim(environment, `${namespace}.${name}`);
    if (!giveUp && !this.#tab.isClosed) {
      this.#tab.ledger.write(emptyLedger);
      const own = environment.uuid();
      giveUp = await claim(environment, `${namespace}.${own}`);
      storage?.setItem(key, own);
    } else if (giveUp) {
      storage?.setItem(key, name);
    }
    if (giveUp)
      this.#stops.push(giveUp);
  }
};

// Clients/web/src/session/notices.ts
var Notices = class {
  #stateListeners = /* @__PURE__ */ new Set();
  #eventListeners = /* @__PURE__ */ new Set();
  #waiting = [];
  #held = 0;
  #telling = false;
  #state = { status: "unknown" };
  state;
  constructor() {
    const read = () => this.#state;
    this.state = {
      get value() {
        return read();
      },
      subscribe: (listener) => {
        const own = (state) => listener(state);
        this.#stateListeners.add(own);
        call(own, this.#state);
        return () => this.#stateListeners.delete(own);
      }
    };
  }
  onEvent(listener) {
    const own = (event) => listener(event);
    this.#eventListeners.add(own);
    return () => this.#eventListeners.delete(own);
  }
  /** No listener is called from now on. */
  close() {
    this.#stateListeners.clear();
    this.#eventListeners.clear();
  }
  setState(state) {
    this.#state = state;
    this.#tell(this.#stateListeners, () => this.#state);
  }
  emit(event) {
    this.#tell(this.#eventListeners, () => event);
  }
  /** Runs `body`, during which nothing is told. */
  async quietly(body) {
    this.#held += 1;
    try {
      return await body();
    } finally {
      this.#held -= 1;
      this.#flush();
    }
  }
  #tell(listeners, value) {
    this.#waiting.push(() => {
      for (const listener of listeners)
        call(listener, value());
    });
    queueMicrotask(() => this.#flush());
  }
  #flush() {
    if (this.#telling)
      return;
    this.#telling = true;
    while (this.#held === 0 && this.#waiting.length > 0)
      this.#waiting.shift()?.();
    this.#telling = false;
  }
};
function call(listener, value) {
  try {
    listener(value);
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
}

// Clients/web/src/session/revocation.ts
var never = new AbortController().signal;
var Revocation = class {
  #tab;
  #rotation;
  /** The calls that the server has not answered, in token mode. */
  #unsent = [];
  #pause = null;
  #cancelTimer = () => {
  };
  constructor(tab, rotation) {
    this.#tab = tab;
    this.#rotation = rotation;
  }
  /** Signs out here and in the other tabs, then tells the server. */
  async signOut() {
    const tab = this.#tab;
    const { cookie } = tab.settings;
    const { session, tokens } = tab.ledger.read();
    if (!session && (tab.settings.inert || tab.status === "signedOut"))
      return { revoked: true, pending: false };
    this.#rotation.cancel();
    const call2 = cookie ? { cookie } : { body: { refresh_token: tokens?.refresh ?? "" } };
    tab.endEverywhere("signed_out", cookie ? session ?? "*" : null);
    if (!cookie && !tokens)
      return { revoked: true, pending: false };
    const { epoch } = tab.ledger.read();
    await null;
    const mayStart = () => !cookie || tab.ledger.read().epoch === epoch;
    const send = () => tab.server.post("/auth/logout", { ...call2, keepalive: true, mayStart });
    const answer = await (cookie ? tab.alone(never, send) : send());
    const { revoked, pending } = outcomeOf(answer);
    if (pending && !cookie)
      this.#unsent.push(call2);
    if (!pending && cookie && tab.ledger.read().epoch === epoch)
      tab.ledger.amend({ revoking: null });
    if (pending)
      this.#retryLater(answer);
    return { revoked, pending };
  }
  /** Tells the server, in the background, that a session is over which this page has left. */
  async give(call2) {
    const answer = await this.#tab.server.post("/auth/logout", { ...call2, keepalive: true });
    if (!outcomeOf(answer).pending)
      return;
    this.#unsent.push(call2);
    this.#retryLater(answer);
  }
  /** Tries what is still to be told. */
  async settle() {
    this.#cancelTimer();
    const calls = this.#unsent;
    this.#unsent = [];
    for (const call2 of calls)
      await this.give(call2);
    if (this.#tab.ledger.read().revoking)
      await this.#tab.alone(never, () => this.settleCookie());
  }
  /** A network has come: what we decided to wait is over, what the server asked for is not. */
  online() {
    if (!this.#pause?.ordered)
      this.#pause = null;
    if (this.isPending)
      this.#plan();
  }
  /** Whether the server has still to be told. */
  get isPending() {
    return this.#unsent.length > 0 || this.#tab.ledger.read().revoking !== null;
  }
  close() {
    this.#cancelTimer();
  }
  /**
   * Sees to a sign-out that is only noted; for whoever has the lock.
   *
   * Asks first whose cookie it is by now: somebody may have signed in on the login service's own page since.
   * The tokens of that answer end the session that they are of, and no other.
   */
  async settleCookie() {
    const tab = this.#tab;
    let ledger = tab.ledger.read();
    if (!ledger.revoking)
      return;
    if (!ledger.attempt) {
      ledger = { ...ledger, attempt: tab.settings.environment.uuid() };
      tab.ledger.write(ledger);
    }
    const isCurrent = () => !this.#tab.isClosed && tab.ledger.read().epoch === ledger.epoch;
    const headers = { "Tessera-Attempt": attemptHeader(ledger) };
    const answer = await tab.server.post(askCookie, { cookie: true, headers, mayStart: isCurrent });
    if (!isCurrent())
      return;
    const tokens = tokensOf(answer);
    let last = answer;
    if (tokens && ledger.revoking !== "*" && tokens.session !== ledger.revoking) {
      tab.receive(tokens, ledger);
      return;
    }
    if (tokens) {
      tab.ledger.amend({ attempt: null });
      const authorization = { Authorization: `Bearer ${tokens.access}` };
      last = await tab.server.post("/auth/logout", { headers: authorization, keepalive: true });
      if (!isCurrent())
        return;
    }
    if (outcomeOf(last).pending || last.status === 401)
      this.#retryLater(last);
    else
      tab.ledger.amend({ revoking: null, attempt: null });
  }
  #retryLater(answer) {
    const { environment } = this.#tab.settings;
    this.#pause = pauseAfter(this.#pause, answer.retryAfter, environment.now(), environment.random());
    this.#plan();
  }
  #plan() {
    const { environment } = this.#tab.settings;
    this.#cancelTimer();
    if (this.#tab.isClosed || !environment.page.isOnline())
      return;
    const delay = Math.max(1, Math.ceil(pauseLeft(this.#pause, environment.now())));
    this.#cancelTimer = environment.setTimer(() => void this.settle(), delay);
  }
};
function outcomeOf(answer) {
  if (answer.status === 204 && answer.isMarked)
    return { revoked: true, pending: false };
  if (answer.failure === "cancelled")
    return { revoked: false, pending: false };
  const { class: errorClass } = errorOf(answer, false);
  return { revoked: errorClass === "refused", pending: errorClass === "transient" };
}

// Clients/web/src/session/schedule.ts
var longestDelay = 2 ** 31 - 1;
var Schedule = class {
  #tab;
  #rotation;
  #jitter;
  #cancelTimer = () => {
  };
  constructor(tab, rotation) {
    this.#tab = tab;
    this.#rotation = rotation;
    this.#jitter = tab.settings.environment.random();
  }
  /** Sets the timer for what is due next. */
  plan() {
    this.#cancelTimer();
    if (this.#tab.isClosed)
      return;
    const { remaining: remaining2 } = this.#tab;
    const due = [this.#refreshDue(), this.#tab.held && remaining2 > 0 ? remaining2 : Infinity];
    const delay = Math.min(...due);
    if (delay === Infinity)
      return;
    this.#cancelTimer = this.#tab.settings.environment.setTimer(
      () => this.#fire(),
      // A long delay is a chain: the next link is planned when this one ends.
      Math.min(longestDelay, Math.max(0, Math.ceil(delay)))
    );
  }
  close() {
    this.#cancelTimer();
  }
  #fire() {
    const tab = this.#tab;
    tab.look();
    tab.show();
    if (this.#refreshDue() <= 0)
      this.#rotation.refresh(false).catch(() => {
      });
    this.plan();
  }
  /** Milliseconds until this tab should refresh by itself; Infinity when it should not. */
  #refreshDue() {
    const { held, settings, status, ledger, remaining: remaining2 } = this.#tab;
    const { page } = settings.environment;
    const { cause, revoking, session } = ledger.read();
    const isWanted = !this.#rotation.isBusy && status !== "signedOut" && !revoking && !(cause && session);
    if (!isWanted || !page.isVisible() || !page.isOnline())
      return Infinity;
    const untilAhead = held ? remaining2 - refreshLead(held.lifetime, this.#jitter) : 0;
    return Math.max(untilAhead, this.#tab.pauseLeft(), 0);
  }
};

// Clients/web/src/session/session.ts
function sessionOf(held, now) {
  const claims = decodeToken(held.access)?.claims ?? {};
  return {
    id: held.session,
    subject: held.subject,
    generation: held.generation,
    scope: claims.scope?.split(" ").filter((word) => word) ?? [],
    roles: claims.roles ?? [],
    permissions: claims.permissions ?? [],
    get expiresIn() {
      return Math.max(0, Math.floor(remaining(held, now()) / 1e3));
    },
    get signedInFor() {
      const { iat = Infinity, auth_time = -Infinity } = claims;
      return Math.floor(iat - auth_time + (now().monotonic - held.receivedMonotonic) / 1e3);
    },
    bound: held.type === "DPoP",
    claims
  };
}

// Clients/web/src/tabs/lock.ts
var patience3 = 12e3;
var settling2 = 20;
async function exclusively(environment, name, signal, turn, takeTurn, body) {
  const { locks, monotonic, random, setTimer } = environment;
  if (!locks)
    return await body();
  let running;
  let cancelTimer = () => {
  };
  let begin = () => {
  };
  const begun = new Promise((resolve) => begin = resolve);
  const enter = (latest) => {
    cancelTimer();
    if (monotonic() > latest)
      return Promise.reject(new Error());
    takeTurn();
    running = body();
    begin();
    const settle = () => new Promise((resolve) => void setTimer(resolve, settling2));
    return running.then(settle, settle);
  };
  const hold = (options, latest = Infinity) => Promise.race([locks.request(name, options, () => enter(latest)), begun]);
  for (let last = turn(); !running; last = turn()) {
    const wait = new AbortController();
    const giveUp = () => wait.abort();
    const longest = patience3 * (1 + random() / 8);
    const latest = monotonic() + longest;
    cancelTimer = setTimer(giveUp, longest);
    signal.addEventListener("abort", giveUp);
    try {
      await hold({ signal: wait.signal }, latest);
    } catch (error) {
      if (!running && signal.aborted)
        throw error;
    } finally {
      cancelTimer();
      signal.removeEventListener("abort", giveUp);
    }
    if (turn() === last)
      break;
  }
  try {
    if (!running)
      await hold({ steal: true });
  } catch {
  }
  return await (running ?? body());
}

// Clients/web/src/session/tab.ts
var Tab = class {
  constructor(settings, ledger, notices, server, tabs) {
    this.settings = settings;
    this.ledger = ledger;
    this.notices = notices;
    this.server = server;
    this.tabs = tabs;
    this.isOwn = settings.storage !== "session" && !settings.inert;
  }
  /** The access token of this tab; null when it has none. */
  held = null;
  /** Called after each change that may change what is due. */
  onChange = () => {
  };
  /** Called when a session has come to light that should be over. */
  onStray = () => {
  };
  /** Whether the storage is this tab's to use; not before it has claimed a storage that may have been copied. */
  isOwn;
  /** Whether an unconfirmed sign-out of an earlier page has been seen to. */
  hasBegun = false;
  #closing = new AbortController();
  /** When the ledger was last looked at. */
  #looked;
  /** How long ago that was, at the last look but one. */
  #sinceLook;
  /** The pause that was seen, and when it ends on the monotonic clock. */
  #pause = null;
  /** Whether the application knows already that nobody is signed in. */
  #hasToldEnd = false;
  get status() {
    return this.notices.state.value.status;
  }
  get isClosed() {
    return this.#closing.signal.aborted;
  }
  /** From now on this tab writes and tells nothing: the storage and the listeners are not its own any more. */
  close() {
    this.isOwn = false;
    this.notices.close();
    this.#closing.abort();
  }
  /** `over` comes after `milliseconds`, at `end()`, or when the client is closed. */
  wait(milliseconds) {
    const { signal } = this.#closing;
    let end = () => {
    };
    const over = new Promise((resolve) => {
      end = () => {
        cancelTimer();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const cancelTimer = this.settings.environment.setTimer(end, signal.aborted ? 0 : milliseconds);
      signal.addEventListener("abort", end);
    });
    return { over, end };
  }
  /** Milliseconds that the access token lives; 0 or less without one. */
  get remaining() {
    return this.held ? remaining(this.held, this.now()) : 0;
  }
  /**
   * Milliseconds until the login service may be asked again.
   *
   * The pause was noted with some tab's wall clock; from the moment at which it was seen here, this tab's own clock counts.
   */
  pauseLeft() {
    const { pause } = this.ledger.read();
    const { monotonic, wall } = this.now();
    if (pause?.since !== this.#pause?.since || pause?.wait !== this.#pause?.wait) {
      const passed = pause ? adoptedAge(pause.since, wall, this.#sinceLook ?? Infinity) : 0;
      this.#pause = pause && { ...pause, until: monotonic + pause.wait - passed };
    }
    return this.#pause ? Math.max(0, this.#pause.until - monotonic) : 0;
  }
  now = () => {
    const { environment } = this.settings;
    return { monotonic: environment.monotonic(), wall: environment.now() };
  };
  /**
   * Runs `body` as the only tab of this session, as far as that can be had; see {@link exclusively}. Nothing is told meanwhile.
   *
   * @param signal ends the wait.
   * @param body gets what tells whether its turn has been taken from it, as while this tab was frozen.
   */
  alone(signal, body) {
    const { environment, namespace, shared } = this.settings;
    const { ledger } = this;
    const turn = () => JSON.stringify(ledger.read());
    const own = environment.uuid();
    let hasTurn = false;
    const takeTurn = () => {
      hasTurn = true;
      ledger.amend({ turn: own });
    };
    const run = () => body(() => !hasTurn || ledger.read().turn === own);
    return this.notices.quietly(
      () => shared ? exclusively(environment, `${namespace}.refresh`, signal, turn, takeTurn, run) : run()
    );
  }
  /**
   * A request has been answered, so there is a network again, and a pause that we decided on need not be waited for.
   *
   * @param isIssuer whether the login service itself answered. Else it may still be away: then one try is made, and no more.
   */
  endPause(isIssuer) {
    const { pause } = this.ledger.read();
    if (!pause || pause.ordered || !pause.wait || pause.tried && !isIssuer)
      return;
    this.ledger.amend({ pause: { ...pause, wait: 0, tried: true } });
    this.onChange();
  }
  /** Takes over what other tabs have done since the last look. Cheap enough to be asked before each use of the token. */
  look() {
    if (!this.isOwn)
      return;
    const ledger = this.ledger.read();
    const now = this.now();
    const sinceLook = this.#sinceLook = this.#looked && age(this.#looked, now);
    this.#looked = { lifetime: 0, receivedMonotonic: now.monotonic, receivedWall: now.wall };
    const { held } = this;
    const { epoch, session, tokens, generation } = ledger;
    const { cookie } = this.settings;
    if (held && epoch !== held.epoch && session && ledger.keeps && ledger.replaced === held.session) {
      this.held = { ...held, epoch, session, generation: tokens ? -1 : generation, lifetime: 0 };
    } else if (held && !epoch) {
      this.endEverywhere("storage_cleared", cookie ? held.session : null);
      this.onStray();
    } else if (held && epoch !== held.epoch) {
      const own = ledger.session ? "" : ledger.cause ?? "";
      const cause = ledger.session && ledger.subject !== held.subject ? "other_user" : "other_tab";
      this.end(own && own !== "signed_out" ? own : cause, ledger.detail);
    }
    if (!ledger.session) {
      if (ledger.revoking && this.hasBegun && this.status === "unknown")
        this.end(null);
    } else if (ledger.tokens) {
      if (!this.held || ledger.generation > this.held.generation) {
        this.#adopt(ledger, adoptedAge(ledger.tokens.receivedWall, now.wall, sinceLook));
      }
    } else if (!this.held) {
      if (this.status === "signedOut" && !ledger.cause)
        this.notices.setState({ status: "unknown" });
    } else if (ledger.generation > this.held.generation) {
      this.#hold({ ...this.held, generation: ledger.generation }, "other");
    }
    if (ledger.session && ledger.cause && this.held && this.remaining <= 0) {
      this.endEverywhere(ledger.cause, null, ledger.detail);
    }
    this.onChange();
  }
  /** What a message of another tab changes. */
  hear(message) {
    if (!this.ledger.isStored && message.kind !== "refreshed") {
      this.ledger.write({ ...emptyLedger, epoch: this.settings.environment.uuid() });
      if (this.held)
        this.end("other_tab");
      if (message.kind === "signedIn")
        this.notices.setState({ status: "unknown" });
    }
    this.look();
    this.onChange();
  }
  /**
   * Takes an answer of the login service into the ledger and into this tab.
   *
   * @param sent the ledger as it was when the request went out. When its epoch has passed, the answer is dropped.
   * @param signIn whether a person has just signed in.
   * @param keeps whether that was the person who was here before, and the application's session goes on.
   * @returns whether it was taken.
   */
  receive(tokens, sent, signIn2 = false, keeps = false) {
    const { environment, cookie } = this.settings;
    const ledger = this.ledger.read();
    if (ledger.epoch !== sent.epoch)
      return false;
    const subject = decodeToken(tokens.access)?.claims.sub ?? "";
    const now = this.now();
    const isOther = signIn2 || !ledger.session || ledger.session !== tokens.session;
    const epoch = isOther ? environment.uuid() : ledger.epoch;
    if (isOther && !keeps && this.held)
      this.end(signIn2 ? "signed_out" : this.held.subject === subject ? "other_tab" : "other_user");
    if (isOther || tokens.generation > ledger.generation) {
      this.ledger.write({
        ...emptyLedger,
        epoch,
        session: tokens.session,
        subject,
        generation: tokens.generation,
        made: signIn2 ? null : sent.attempt,
        replaced: signIn2 ? ledger.session : isOther ? null : ledger.replaced,
        keeps: keeps || !isOther && ledger.keeps,
        tokens: cookie ? null : {
          access: tokens.access,
          type: tokens.type,
          refresh: tokens.refresh ?? "",
          lifetime: tokens.lifetime,
          receivedWall: now.wall
        }
      });
      this.tabs().tell(signIn2 ? "signedIn" : "refreshed", tokens.generation);
    } else if (!cookie && tokens.generation < ledger.generation) {
      this.look();
      return true;
    }
    const { session, access, type, lifetime } = tokens;
    const generation = Math.max(tokens.generation, isOther ? 0 : ledger.generation);
    const times = { lifetime, receivedMonotonic: now.monotonic, receivedWall: now.wall };
    this.#hold({ epoch, session, subject, generation, access, type, ...times }, "this", now.wall);
    return true;
  }
  /** Shows what is held, anew if something about it has changed. */
  show() {
    const { held } = this;
    if (!held)
      return;
    const state = this.notices.state.value;
    const stale = this.remaining <= 0;
    const shown = state.status === "signedIn" ? state.session : null;
    const isSame = shown?.id === held.session && shown.generation === held.generation;
    if (state.status === "signedIn" && state.stale === stale && isSame)
      return;
    const session = sessionOf(held, this.now);
    this.notices.setState({ status: "signedIn", session, stale });
    if (state.status === "signedIn")
      return;
    this.#hasToldEnd = false;
    this.notices.emit({ kind: "signedIn", session });
  }
  /** Forgets the session in this tab; tells once, if there was one. */
  end(cause, detail = null) {
    this.held = null;
    if (this.status === "signedOut")
      return;
    this.notices.setState({ status: "signedOut", cause });
    if (cause && !this.#hasToldEnd) {
      this.#hasToldEnd = true;
      this.notices.emit({ kind: "signedOut", cause, detail });
    }
    this.onChange();
  }
  /** Ends the session for every tab. */
  endEverywhere(cause, revoking = null, detail = null) {
    const epoch = this.settings.environment.uuid();
    const { attempt, made } = revoking ? this.ledger.read() : emptyLedger;
    this.ledger.write({ ...emptyLedger, epoch, cause, detail, revoking, attempt, made });
    this.end(cause, detail);
    this.tabs().tell("signedOut", 0);
  }
  #adopt(ledger, tokenAge) {
    const { tokens, session, epoch, generation } = ledger;
    if (!tokens || !session)
      return;
    const { monotonic, wall } = this.now();
    const { access, type, lifetime } = tokens;
    const times = { receivedMonotonic: monotonic - tokenAge, receivedWall: wall - tokenAge };
    const subject = ledger.subject ?? "";
    const held = { epoch, session, subject, generation, access, type, lifetime, ...times };
    this.#hold(held, "other", tokens.receivedWall);
  }
  /** @param wall what the wall clock of who received the token showed then; undefined when the token is the same as before. */
  #hold(held, by, wall) {
    const isRefresh = this.status === "signedIn";
    if (wall !== void 0) {
      const iat = decodeToken(held.access)?.claims.iat;
      this.server.clockOffset = iat ? iat * 1e3 - wall : 0;
    }
    this.held = held;
    if (this.remaining > 0 || this.status !== "unknown")
      this.show();
    if (isRefresh)
      this.notices.emit({ kind: "refreshed", generation: held.generation, by });
    this.onChange();
  }
};

// Clients/web/src/tabs/tabs.ts
var Tabs = class {
  #channel;
  /** Nothing is opened when no other tab has this session. */
  constructor(settings, onMessage) {
    this.#channel = settings.shared ? settings.environment.openChannel(`${settings.namespace}.tabs`) : null;
    if (this.#channel) {
      this.#channel.onmessage = (event) => {
        const message = event.data;
        if (message?.kind)
          onMessage({ kind: message.kind, generation: Number(message.generation) });
      };
    }
  }
  tell(kind, generation) {
    this.#channel?.postMessage({ kind, generation });
  }
  close() {
    this.#channel?.close();
    this.#channel = null;
  }
};

// Clients/web/src/client.ts
var readyLimit = 1e4;
function createClient(options) {
  const settings = settingsOf(options);
  const { environment, namespace, storage, inert } = settings;
  const store = storage === "memory" ? null : environment.storage(storage);
  const ledger = new LedgerStore(store, `${namespace}.session`);
  const notices = new Notices();
  const tab = new Tab(settings, ledger, notices, new Server(settings), () => tabs);
  const tabs = new Tabs(settings, (message) => tab.hear(message));
  const rotation = new Rotation(tab);
  const revocation = new Revocation(tab, rotation);
  const schedule = new Schedule(tab, rotation);
  const attach = new Attach(tab, rotation);
  const life = new Life(tab, rotation, revocation, schedule);
  tab.onStray = () => queueMicrotask(() => void revocation.settle());
  tab.onChange = () => schedule.plan();
  const session = () => tab.held && sessionOf(tab.held, tab.now);
  const signedIn = () => {
    const now = session();
    if (!now)
      throw cancelled();
    return now;
  };
  const ownFetch = (path, init) => attach.fetch(settings.issuer + path, init);
  const client = {
    state: notices.state,
    async ready() {
      const { over, end } = tab.wait(inert ? 0 : readyLimit);
      const stop = notices.state.subscribe(({ status }) => {
        if (status !== "unknown")
          end();
      });
      await over;
      stop();
      return notices.state.value;
    },
    async login(credentials) {
      await signIn(tab, rotation, revocation, credentials);
      return signedIn();
    },
    async confirm(proof) {
      const { subject } = signedIn();
      const me = await readDocument(await ownFetch("/auth/me"));
      await confirm(tab, rotation, revocation, subject, me, proof);
      return signedIn();
    },
    register: (account) => register(tab.server, account),
    logout: () => revocation.signOut(),
    async logoutEverywhere() {
      const response = await ownFetch("/auth/logout-everywhere", { method: "POST" });
      const { ended } = await readDocument(response, ({ ended: ended2 }) => typeof ended2 === "number");
      rotation.cancel();
      tab.endEverywhere("signed_out_everywhere");
      return { ended };
    },
    getSession: async () => await accessToken(tab, rotation) && session(),
    async refresh() {
      await rotation.refresh(true);
      return signedIn();
    },
    fetch: (input, init) => attach.fetch(input, init),
    attach: async (request) => (await attach.attempt(request, false)).request,
    attempt: (request) => attach.attempt(request),
    shouldAttach: (url) => attach.shouldAttach(url),
    onEvent: (listener) => notices.onEvent(listener),
    decode: (token) => decodeToken(token ?? tab.held?.access ?? ""),
    async sessions() {
      const response = await ownFetch("/auth/sessions");
      const { sessions } = await readDocument(response, ({ sessions: sessions2 }) => Array.isArray(sessions2));
      return sessions;
    },
    async endSession(id) {
      await readDocument(await ownFetch(`/auth/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }));
      if (id !== tab.held?.session)
        return;
      rotation.cancel();
      tab.endEverywhere("signed_out");
    },
    close() {
      tab.close();
      rotation.cancel();
      life.close();
      tabs.close();
    }
  };
  queueMicrotask(() => void life.begin());
  return client;
}

// Clients/web/src/guard/return-path.ts
function safeReturnPath(path, fallback = "/") {
  const origin = "http://origin.invalid";
  if (!path?.startsWith("/") || /[\u0000-\u0020\\\u007f]/.test(path))
    return fallback;
  try {
    const url = new URL(path, origin);
    const result = url.pathname + url.search + url.hash;
    return url.origin === origin && !result.startsWith("//") ? result : fallback;
  } catch {
    return fallback;
  }
}

// Clients/web/src/guard/guard.ts
async function guard(client, route) {
  const state = await client.ready();
  const isSignedIn = state.status === "signedIn";
  if (isSignedIn && (route.allow?.(state.session) ?? true))
    return { allowed: true };
  if (isSignedIn && route.denied)
    return { allowed: false, redirect: route.denied };
  const mark = route.login.includes("?") ? "&" : "?";
  return { allowed: false, redirect: `${route.login}${mark}return=${encodeURIComponent(safeReturnPath(route.url))}` };
}
export {
  TesseraError,
  createClient,
  guard,
  safeReturnPath
};
