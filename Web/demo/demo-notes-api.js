// The notes API as functions. It knows addresses and answers; tokens are the client's matter.

/** What the API would not do: `kind` is `unreachable`, `gone`, `forbidden`, `signedOut` or `refused`; `message` is for people. */
export class NotesError extends Error {
    constructor(kind, message) {
        super(message);
        this.name = "NotesError";
        this.kind = kind;
    }
}

/**
 * @param {string} base - where the API is, such as `http://localhost:8081`.
 * @param {function} fetch - the client's: it attaches the token.
 */
export function notesAPI(base, fetch) {
    const root = `${base.replace(/\/$/, "")}/notes`;

    async function call(method, address, note) {
        const request = { method, headers: { Accept: "application/json" } };
        if (note) {
            request.headers["Content-Type"] = "application/json";
            request.body = JSON.stringify(note);
        }
        let answer;
        try {
            answer = await fetch(address, request);
        } catch (error) {
            // Fetch tells no more than that there was no answer; the client's own errors say what they are.
            if (error?.class === undefined || error.class === "transient") throw new NotesError("unreachable", "The notes API does not respond.");
            throw error;
        }
        if (answer.status === 204) return null;
        const body = await answer.json().catch(() => null);
        if (answer.ok && body !== null) return body;
        throw new NotesError(kindOf(answer.status), body?.detail ?? body?.title ?? `The notes API returned ${answer.status}.`);
    }

    return {
        list: async () => (await call("GET", root)).notes,
        add: note => call("POST", root, note),
        replace: (id, note) => call("PUT", `${root}/${encodeURIComponent(id)}`, note),
        remove: id => call("DELETE", `${root}/${encodeURIComponent(id)}`),
    };
}

function kindOf(status) {
    switch (status) {
    case 401: return "signedOut";
    case 403: return "forbidden";
    case 404: return "gone";
    case 502: case 503: case 504: return "unreachable";
    default: return "refused";
    }
}
