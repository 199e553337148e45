// Which view is shown: the route says which, the client whether it may be. Guarded routes lead to the sign-in page and back.

import { home, isGuardedRoute, readRoute, signInFragment } from "./demo-routes.js";
import { guard, safeReturnPath } from "../client/tessera-client.js";

/**
 * @param {object} client - the client.
 * @param {object} elements - `views` (the sections), `links` (of the navigation) and the links `toSignIn` and `toRegister`.
 * @param {function} shown - is told of a view that has come: its name.
 */
export function startRouter(client, { views, links, toSignIn, toRegister }, shown) {
    let current = null;
    let turn = 0;
    const target = route => {
        const path = safeReturnPath(route.returnTo, home);
        return isGuardedRoute(path) ? path : home;
    };

    function display(name, title) {
        if (current === name) return;
        const isFirst = current === null || current === "unknown";
        current = name;
        for (const view of views) view.hidden = view.id !== `view-${name}`;
        document.title = `${title} · Tessera demo`;
        const heading = document.getElementById(`${name}-title`);
        // Who has just arrived hears the page from its beginning; who went on hears where they are now.
        if (!isFirst) heading.focus();
        shown(name);
    }

    async function show() {
        const route = readRoute(location.hash);
        if (route === null) return;
        const mine = ++turn;
        if (client.state.value.status === "unknown") display("unknown", "One moment");
        const decision = route.isGuarded ? await guard(client, { url: route.address, login: "/sign-in" }) : { allowed: true };
        const { status } = await client.ready();
        if (mine !== turn) return;
        if (!decision.allowed) {
            location.replace(`#${decision.redirect}`);
            return;
        }
        if (status === "signedIn" && ["sign-in", "register"].includes(route.view)) {
            location.replace(`#${target(route)}`);
            return;
        }
        toSignIn.setAttribute("href", signInFragment(route.returnTo));
        toRegister.setAttribute("href", signInFragment(route.returnTo, "/register"));
        for (const link of links) {
            if (link.dataset.route === route.path) link.setAttribute("aria-current", "page");
            else link.removeAttribute("aria-current");
        }
        display(route.view, route.title);
    }

    let status = client.state.value.status;
    client.state.subscribe(state => {
        if (state.status === status) return;
        status = state.status;
        show();
    });
    addEventListener("hashchange", show);
    show();
}
