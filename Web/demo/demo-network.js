// A network that can be spoiled: what lies between the client and the servers. It tells what it saw, never a token.

/** What the network says to a client whose answer never arrives, as `fetch` does. */
const failure = () => new TypeError("Failed to fetch");

/** A token whose signature is wrong: one character in its middle is another. */
export function tampered(token) {
    const start = token.lastIndexOf(".") + 1;
    const at = start + Math.floor((token.length - start) / 2);
    return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
}

/**
 * @param {object} base - the real network: `fetch`, and `page` with `isVisible()`, `isOnline()` and `on(kind, listener)`.
 * @param {function} tell - is told of each request: `{happened, method, url, status?, seconds?}`.
 * @returns {object} `fetch` and `page` for the client's environment, and what can be done to them.
 */
export function createNetwork(base, tell) {
    let isCut = false;
    let losesNextAnswer = false;
    let busySeconds = null;
    let spoilsNextToken = false;
    const listeners = new Map([["online", new Set()], ["offline", new Set()]]);
    const isRefresh = url => url.pathname === "/auth/refresh";

    async function fetch(input, init) {
        let request = new Request(input, init);
        const url = new URL(request.url);
        const about = { method: request.method, url };
        if (isCut) {
            tell({ happened: "cut", ...about });
            throw failure();
        }
        if (busySeconds !== null && isRefresh(url)) {
            const seconds = busySeconds;
            busySeconds = null;
            tell({ happened: "busy", seconds, ...about });
            return new Response(null, { status: 503, headers: { "Retry-After": String(seconds) } });
        }
        const [scheme, token] = (request.headers.get("Authorization") ?? "").split(" ");
        if (spoilsNextToken && token) {
            spoilsNextToken = false;
            request = new Request(request);
            request.headers.set("Authorization", `${scheme} ${tampered(token)}`);
            tell({ happened: "spoilt", ...about });
        }
        let answer;
        try {
            answer = await base.fetch(request);
        } catch (error) {
            if (error?.name !== "AbortError") tell({ happened: "unreachable", ...about });
            throw error;
        }
        if (isCut || (losesNextAnswer && isRefresh(url))) {
            losesNextAnswer = false;
            tell({ happened: "lost", status: answer.status, ...about });
            throw failure();
        }
        tell({ happened: "answered", status: answer.status, ...about });
        return answer;
    }

    return {
        fetch,
        page: {
            isVisible: () => base.page.isVisible(),
            isOnline: () => !isCut && base.page.isOnline(),
            on(kind, listener) {
                const forget = base.page.on(kind, (...details) => {
                    if (!(isCut && kind === "online")) listener(...details);
                });
                listeners.get(kind)?.add(listener);
                return () => {
                    listeners.get(kind)?.delete(listener);
                    forget();
                };
            },
        },
        isCut: () => isCut,
        /** Cuts the cable, or plugs it in again. */
        cut(value) {
            if (isCut === value) return;
            isCut = value;
            if (value || base.page.isOnline()) for (const listener of [...listeners.get(value ? "offline" : "online")]) listener();
        },
        /** The server does the next refresh, and its answer never arrives. */
        loseNextAnswer() {
            losesNextAnswer = true;
        },
        /** The next refresh meets a server that is busy for so many seconds. */
        refuseNextRefresh(seconds) {
            busySeconds = seconds;
        },
        /** The next request with a token carries one with a wrong signature. */
        spoilNextToken() {
            spoilsNextToken = true;
        },
    };
}
