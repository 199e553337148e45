// What happened, in plain words. Values in, sentences out; nothing here touches the page.

const causes = new Map([
    ["signed_out", "You signed out."],
    ["signed_out_everywhere", "You signed out everywhere, on this device, too."],
    ["revoked_by_administrator", "An administrator ended this session."],
    ["password_changed", "The password was changed, which ended this session."],
    ["account_disabled", "The account was disabled."],
    ["account_deleted", "The account was deleted."],
    ["idle_timeout", "The session ended because it was not used for a long time."],
    ["absolute_timeout", "The session reached its longest lifetime; every user signs in again from time to time."],
    ["refresh_token_reuse", "A refresh token was used twice, which looks like a theft, so the session was ended."],
    ["other_tab", "You signed out in another tab."],
    ["other_user", "Another user signed in with this browser."],
    ["revoked_by_client", "The application gave the session back."],
    ["expired", "The session was not there any more."],
    ["ended_elsewhere", "This session was signed out from another device or browser. Was it not you? Change your password."],
    ["storage_cleared", "The browser's storage was cleared, and the session with it."],
    ["cookies_blocked", "The browser keeps no cookie of this server, so no one stays signed in."],
]);

/** Why somebody is signed out, as a sentence. `signed_out` means here only what this tab did; see `endedElsewhere`. */
export const causeWords = cause => causes.get(cause) ?? `The session has ended (${cause}).`;

/** What to say when the server names `signed_out` and this tab did not do it. */
export const endedElsewhere = "This session was ended from another place.";

/** A number with its unit: `1 second`, `4.5 seconds`. */
export const counted = (count, unit) => `${count} ${unit}${count === 1 ? "" : "s"}`;

const seconds = milliseconds => counted(Math.max(0, Math.round(milliseconds / 100) / 10), "second");

/**
 * One of the client's events.
 * @param {object} event - as the client gives it.
 * @param {boolean} isOurs - whether this tab asked for the end of the session.
 * @returns {object} `kind` (`good`, `bad` or empty) and `text`.
 */
export function eventWords(event, isOurs = false) {
    switch (event.kind) {
    case "signedIn": return { kind: "good", text: `Signed in: generation ${event.session.generation} of session ${short(event.session.id)}.` };
    case "refreshed": return event.by === "other"
        ? { kind: "good", text: `Another tab refreshed; this one uses its token: generation ${event.generation}.` }
        : { kind: "good", text: `Refreshed: generation ${event.generation}.` };
    case "refreshFailed": return {
        kind: "bad",
        text: `A refresh did not succeed: ${errorWords(event.error)} ${event.retryIn === null
            ? "The session continues." : `It waits ${seconds(event.retryIn)} before it tries again.`}`,
    };
    case "signedOut": return { kind: isOurs ? "" : "bad", text: isOurs ? "Signed out." : `Signed out: ${signedOutWords(event.cause, isOurs)}` };
    case "offline": return { kind: "", text: "Offline: it asks for nothing until the network is back, and stays signed in." };
    case "online": return { kind: "good", text: "Online again." };
    case "stepUp": return { kind: "bad", text: `More is needed than this sign-in: ${errorWords(event.error)}` };
    default: return { kind: "", text: event.kind };
    }
}

/** Why, seen from this tab. */
export function signedOutWords(cause, isOurs) {
    return cause === "signed_out" && !isOurs ? endedElsewhere : causeWords(cause);
}

/** An error of the client, or of the network, as a sentence. */
export function errorWords(error) {
    if (typeof error?.class !== "string") return "The server does not respond.";
    const wait = error.retryAfter ? ` It asks to wait ${counted(error.retryAfter, "second")}.` : "";
    const known = {
        invalid_credentials: "The name or the password is wrong.",
        user_name_taken: "That user name is taken.",
        email_taken: "That e-mail address is taken.",
        network: "The server does not respond.",
        offline: "There is no network.",
    }[error.code];
    if (known) return known + wait;
    const said = (error.message ?? "").trim();
    return `${said === "" ? error.code : said}${/[.!?]$/.test(said) ? "" : "."}${wait}`;
}

/**
 * What the network saw.
 * @param {object} seen - `{happened, method, url, status?, seconds?}`.
 * @param {string} own - the login service's origin; other servers' addresses are written whole.
 */
export function networkWords({ happened, method, url, status, seconds: wait }, own) {
    const what = `${method} ${url.origin === own ? url.pathname : url.origin + url.pathname}`;
    switch (happened) {
    case "cut": return { kind: "bad", text: `${what} → no network.` };
    case "busy": return { kind: "bad", text: `${what} → 503, with Retry-After: ${wait}.` };
    case "spoilt": return { kind: "bad", text: `${what} goes out with a wrong signature.` };
    case "lost": return { kind: "bad", text: `${what} → the server returned ${status}; the response is dropped.` };
    case "unreachable": return { kind: "bad", text: `${what} → no response.` };
    default: return { kind: status < 400 ? "" : "bad", text: `${what} → ${status}` };
    }
}

/** An identifier's beginning, enough to tell it from others. */
export const short = text => (text.length > 8 ? `${text.slice(0, 8)}…` : text);

/** The time that is left, as a clock shows it: `4:07`. */
export function clockWords(secondsLeft) {
    const whole = Math.max(0, Math.ceil(secondsLeft));
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    const rest = String(whole % 60).padStart(2, "0");
    return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
