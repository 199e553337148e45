// The ways of keeping tokens that the demo offers: what each is for the client, and in one sentence each what it keeps and what it risks.

/** Each mode by the name that stands in the address; `options` are the client's, `bound` asks for a key of this browser. */
export const modes = [
    {
        name: "cookie", title: "HttpOnly cookie", options: { mode: "cookie" }, bound: false,
        keeps: "The refresh token is in a cookie that no script can read, the access token in this page’s memory.",
        risk: "An injected script can act as you while the page is open, but has no refresh token to carry away.",
    },
    {
        name: "memory", title: "Memory", options: { mode: "token", storage: "memory" }, bound: false,
        keeps: "Both tokens live in this page’s memory, and a reload signs you out.",
        risk: "An injected script can read the next refresh and take both tokens away.",
    },
    {
        name: "session", title: "Session storage", options: { mode: "token", storage: "session" }, bound: false,
        keeps: "Both tokens lie in the storage of this tab, and survive a reload.",
        risk: "An injected script reads them in one line, and uses them from anywhere.",
    },
    {
        name: "local", title: "Local storage", options: { mode: "token", storage: "local" }, bound: false,
        keeps: "Both tokens lie in the storage of this browser, for every tab and beyond a restart.",
        risk: "As with session storage, and they lie there day and night until you sign out.",
    },
    {
        name: "dpop", title: "DPoP", options: { mode: "token", storage: "local" }, bound: true,
        keeps: "The tokens are in local storage, bound to a key that cannot leave this browser.",
        risk: "An injected script can use the key while the page is open; stolen tokens are useless anywhere else.",
    },
];

/** The mode that an address asks for; the safest when it names none that there is. */
export const modeOf = search => modes.find(one => one.name === new URLSearchParams(search).get("mode")) ?? modes[0];

/** Where the demo lies with this mode, on this server. */
export const addressOfMode = mode => (mode === modes[0] ? "/demo" : `/demo?mode=${mode.name}`);
