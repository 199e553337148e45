// The sessions: which devices are signed in, which one this is, how each that ended came to its end, and a button to end any.

import { counted, errorWords } from "./demo-words.js";
import { absoluteTime, relativeTime } from "../workbench/token-time.js";
import { make } from "../workbench/token-view.js";

/**
 * @param {object} elements - `list`, `ended`, `endedPanel`, `endedCount`, `fault`, `title`.
 * @returns {object} `load()` and `clear()`.
 */
export function connectSessions({ list, ended, endedPanel, endedCount, fault, title }, client, say) {
    let owner = 0;

    const ago = text => {
        const [seconds, now] = [Math.floor(Date.parse(text) / 1000), Math.floor(Date.now() / 1000)];
        return make("time", { datetime: text, title: absoluteTime(seconds) }, relativeTime(seconds, Math.max(now, seconds)));
    };

    function row(session) {
        const name = session.device.name;
        const head = make("div", { class: "row" }, make("strong", { dir: "auto" }, name),
            session.current ? make("span", { class: "badge" }, "this device") : null,
            session.bound ? make("span", { class: "tag" }, "bound to a key") : null);
        const times = session.end
            ? make("p", { class: "quiet" }, "Ended ", ago(session.end.at), ", signed in ", ago(session.created_at), " from ", session.address)
            : make("p", { class: "quiet" }, "Last seen ", ago(session.last_seen_at), ", signed in ", ago(session.created_at), " from ", session.address);
        if (session.end) return make("li", {}, make("div", {}, head, make("p", { class: "why" }, session.end.description, " ", make("code", {}, session.end.cause)), times));
        const end = make("button", { class: "plain small", "aria-label": `End ${session.current ? "this session" : `the session of ${name}`}` }, "End");
        end.addEventListener("click", () => attempt(async () => {
            end.disabled = true;
            await client.endSession(session.id);
            say(`Ended the session of ${name}.`);
            if (client.state.value.status !== "signedIn") return;
            await load();
            title.focus();
        }).finally(() => { end.disabled = false; }));
        return make("li", { class: "row spread" }, make("div", {}, head, times), end);
    }

    async function attempt(action) {
        const mine = owner;
        fault.textContent = "";
        try {
            await action();
        } catch (error) {
            if (mine === owner) fault.textContent = errorWords(error);
        }
    }

    async function load() {
        const mine = owner;
        const sessions = await client.sessions();
        if (mine !== owner) return;
        const [alive, dead] = [sessions.filter(one => !one.end), sessions.filter(one => one.end)];
        alive.sort((one, other) => Number(other.current) - Number(one.current));
        list.replaceChildren(...alive.map(row));
        ended.replaceChildren(...dead.map(row));
        endedPanel.hidden = dead.length === 0;
        endedCount.textContent = counted(dead.length, "session");
    }

    return {
        load: () => attempt(load),
        attempt,
        clear() {
            owner += 1;
            fault.textContent = "";
            list.replaceChildren();
            ended.replaceChildren();
            endedPanel.hidden = true;
        },
    };
}
