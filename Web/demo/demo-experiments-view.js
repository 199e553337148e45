// The experiments on the page: a row for each, with its button.

import { make } from "../workbench/token-view.js";

/**
 * @param {object} elements - `list` takes the rows; `card`, around it, is there while something can be broken or mended.
 * @param {function} attempt - runs what a button does, and tells what went wrong.
 * @returns {function} Shows for a state of the client what can be tried now.
 */
export function connectExperiments({ card, list }, experiments, conditions, attempt) {
    const needSession = [];
    const row = (name, title, words, ...controls) => {
        const heading = `experiment-${name}`;
        list.append(make("li", {},
            make("h3", { id: heading }, title),
            make("p", { class: "quiet" }, words),
            make("div", { class: "row controls", role: "group", "aria-labelledby": heading }, controls)));
    };

    for (const { name, title, words, button: label, run } of experiments) {
        const button = make("button", { class: "plain small", "data-experiment": name }, label);
        button.addEventListener("click", async () => {
            // Not `disabled`: that would take the focus away from whoever pressed it.
            if (button.getAttribute("aria-disabled") === "true") return;
            button.setAttribute("aria-disabled", "true");
            button.dataset.busy = "";
            await attempt(run);
            delete button.dataset.busy;
            update();
        });
        needSession.push(button);
        row(name, title, words, button);
    }

    const offline = make("button", { class: "plain small", "data-experiment": "offline", "aria-pressed": "false" }, "Go offline");
    offline.addEventListener("click", () => {
        const isOffline = offline.getAttribute("aria-pressed") === "false";
        offline.setAttribute("aria-pressed", String(isOffline));
        update();
        attempt(() => conditions.offline(isOffline));
    });
    row("offline", "No network", "Nothing goes out and nothing comes in. The client waits, and stays signed in.", offline);

    const skews = [[-1, "−24 h"], [0, "right"], [1, "+24 h"]].map(([days, label]) => {
        const button = make("button", { class: "plain small", "data-skew": String(days), "aria-pressed": String(days === 0) }, label);
        button.addEventListener("click", () => {
            for (const other of skews) other.setAttribute("aria-pressed", String(other === button));
            update();
            attempt(() => conditions.skew(days));
        });
        return button;
    });
    row("skew", "A wrong clock", "The computer’s clock is a day off. The client counts elapsed time, so this has no effect.", skews);

    let isSignedIn = false;
    function update(state) {
        if (state) isSignedIn = state.status === "signedIn";
        const isBroken = offline.getAttribute("aria-pressed") === "true" || skews[1].getAttribute("aria-pressed") === "false";
        card.hidden = !isSignedIn && !isBroken;
        for (const button of needSession) {
            if (isSignedIn && !("busy" in button.dataset)) button.removeAttribute("aria-disabled");
            else button.setAttribute("aria-disabled", "true");
        }
    }
    update();
    return update;
}
