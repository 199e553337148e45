// What can be broken, as values: what each does to the client's clock or network, and what then asks for something, so that one can watch.

const day = 86_400_000;

/** Which part of a token's life is left when every client refreshes ahead. */
const lastPart = 0.08;

/** How many requests go out at once when the token has expired. */
const crowd = 5;

/**
 * The experiments that run once.
 * @param {object} world - `client`, `clock`, `network`; `ask()` sends a request with the token and resolves to its status; `say(text)` writes
 * to the log; `pastTheClient(request)` sends a request as another device would; `keepsCookie`: whether the refresh token lies in a cookie.
 * @returns {object[]} `name`, `title`, `words`, `button` and `run()`.
 */
export function experimentsOf({ client, clock, network, ask, say, pastTheClient, issuer, keepsCookie }) {
    // Lets so much time pass that the client refreshes by itself, with a token that is still good.
    function almostExpire() {
        const { claims, expiresIn } = client.state.value.session;
        clock.forward(Math.max(0, expiresIn - (claims.exp - claims.iat) * lastPart) * 1000);
    }

    return [
        {
            name: "expire", title: "The token expires", button: "Expire now",
            words: `The client’s clock jumps past the token’s end; then ${crowd} requests want a token at once. One refresh serves them all.`,
            async run() {
                clock.forward((client.state.value.session.expiresIn + 1) * 1000);
                say(`The client’s clock jumped past the token’s end. ${crowd} requests go out at once.`);
                const answers = await Promise.all(Array.from({ length: crowd }, ask));
                say(`The ${crowd} requests got responses: ${answers.join(", ")}.`);
            },
        },
        {
            name: "lose", title: "A lost response", button: "Lose one",
            words: "The client refreshes ahead, the server rotates, and the response never arrives. The client repeats the attempt and gets the same tokens."
                + (keepsCookie ? " (The cookie still arrives: no script can block it.)" : ""),
            run() {
                network.loseNextAnswer();
                say("The token is about to expire, and the response to the refresh will get lost.");
                almostExpire();
            },
        },
        {
            name: "spoil", title: "A 401 out of nowhere", button: "Spoil it",
            words: "The next request has a wrong signature. The server rejects it; the client refreshes, and repeats the request once.",
            async run() {
                network.spoilNextToken();
                say("The next request carries a token with a wrong signature.");
                say(`The request got its response in the end: ${await ask()}.`);
            },
        },
        {
            name: "busy", title: "The server is busy", button: "503, 5 s",
            words: "The next refresh gets 503 with Retry-After: 5. The client waits for that time; its token is still valid.",
            run() {
                network.refuseNextRefresh(5);
                say("The token is about to end, and the refresh meets a busy server.");
                almostExpire();
            },
        },
        {
            name: "revoke", title: "Ended from elsewhere", button: "Revoke",
            words: "The session is ended by a request that the client knows nothing of, as another device would. It finds out, and says why.",
            async run() {
                const { id } = client.state.value.session;
                const request = new Request(`${issuer}/auth/sessions/${id}`, { method: "DELETE" });
                const answer = await pastTheClient(await client.attach(request));
                say(`Another client has ended the session (${answer.status}). Now this client sends a request.`);
                await ask();
            },
        },
    ];
}

/** What stays until it is undone: the network is there or not, the wall clock is right or a day off. */
export function conditionsOf({ client, clock, network, ask, say }) {
    return {
        async offline(isOffline) {
            say(isOffline ? "The network is cut." : "The network is back.");
            network.cut(isOffline);
            if (!isOffline) await client.getSession();
        },
        async skew(days) {
            clock.skew(days * day);
            say(days === 0 ? "The client’s wall clock is right again. It asks for something."
                : `The client’s wall clock is wrong by ${days > 0 ? "+" : "−"}24 hours. It asks for something.`);
            say(`The request got its response: ${await ask()}.`);
        },
    };
}
