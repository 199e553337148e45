// The demo's routes. They lie in the fragment (`/demo#/notes`), so that a reload stays where it was and one page serves them all.

const routes = new Map([
    ["/notes", { view: "notes", title: "Notes", isGuarded: true }],
    ["/sessions", { view: "sessions", title: "Sessions", isGuarded: true }],
    ["/sign-in", { view: "sign-in", title: "Sign in", isGuarded: false }],
    ["/register", { view: "register", title: "Register", isGuarded: false }],
]);
const nothing = { view: "nothing", title: "Nothing here", isGuarded: false };

/** Where one arrives without a route. */
export const home = "/notes";

/**
 * Reads a fragment.
 * @returns {object|null} `view`, `title`, `isGuarded`, the `path` and where to go after signing in (`returnTo`, unchecked); null for a
 * fragment that is no route, such as that of a link within the page.
 */
export function readRoute(fragment) {
    const text = fragment.replace(/^#/, "");
    if (text !== "" && !text.startsWith("/")) return null;
    const address = text === "" || text === "/" ? home : text;
    const [path, query = ""] = address.split(/\?(.*)/s, 2);
    return { ...(routes.get(path) ?? nothing), path, address, returnTo: new URLSearchParams(query).get("return") };
}

/** The fragment of a page for signing in (`/sign-in` or `/register`) that leads back to where somebody wanted to go. */
export function signInFragment(returnTo, path = "/sign-in") {
    return returnTo === null || returnTo === home ? `#${path}` : `#${path}?${new URLSearchParams({ return: returnTo })}`;
}

/** Whether a path is one of the demo's own routes that somebody may be sent to after signing in. */
export const isGuardedRoute = path => readRoute(`#${path}`)?.isGuarded === true;
