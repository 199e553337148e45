import type { Random } from "./random.ts";

/** A request as it arrives. */
export interface Arriving {
    method: string;
    url: string;
    headers: Headers;
    body: string | null;
    cookie: string | null;
}

/** An answer; `setCookie` null deletes the cookie, undefined leaves it. */
export interface Leaving {
    status: number;
    headers: Record<string, string>;
    body: string;
    setCookie?: string | null;
}

interface Row {
    id: string;
    user: string;
    cookie: boolean;
    /** Bound to a key, so that its tokens are of the type DPoP. */
    bound: boolean;
    generation: number;
    /** Seconds since 1970. */
    signedInAt: number;
    rotatedAt: number | null;
    /** What made the last steps, the newest first. */
    attempts: (string | null)[];
    end: string | null;
}

/** Every token has it in, so that one look finds a token where none may be. */
export const secretMark = "S3cr3t";

/**
 * The login service and an API behind one allow-list, by the rules of the session engine: one conditional step per
 * rotation, the same successor for whoever made the last step or within the grace window, nothing for a late copy of a step
 * that was made, the end of the family for anything else.
 */
export class FakeServer {
    readonly rows = new Map<string, Row>();
    /** What happened, for the tests to look at. */
    readonly rotations: string[] = [];
    readonly refreshes: string[] = [];
    readonly reuses: string[] = [];
    /** Copies of steps that were made long ago. */
    readonly late: string[] = [];
    readonly foreign: string[] = [];
    lifetime = 300_000;
    grace = 10_000;
    /** Whether it knows of proofs. */
    binds = true;
    #number = 0;
    #notBefore = 0;

    constructor(readonly issuer: string, readonly api: string, readonly now: () => number, readonly random: Random) {}

    handle(request: Arriving): Leaving {
        const url = new URL(request.url);
        if (url.origin === this.issuer && url.pathname.startsWith("/auth/")) return this.#auth(request, url.pathname);
        if (url.origin === new URL(this.api).origin) return this.#resource(request);
        this.foreign.push(JSON.stringify([...request.headers, request.body]));
        return answer(200, { ok: true });
    }

    /** Every access token given until now gets 401, as after a change of keys. */
    forget(): void {
        this.#notBefore = this.#number;
    }

    /** Ends a session from elsewhere. */
    end(id: string, cause: string): void {
        const row = this.rows.get(id);
        if (row) row.end ??= cause;
    }

    #auth(request: Arriving, path: string): Leaving {
        const body = request.body ? JSON.parse(request.body) : {};
        switch (path) {
            case "/auth/login":
                return this.#login(request, body);
            case "/auth/refresh":
                return this.#refresh(request, body, request.url.endsWith("?without_session=204"));
            case "/auth/cookie":
                return answer(200, { session_id: request.cookie && /^tsr_S3cr3t\.(.+)\.\d+$/.exec(request.cookie)?.[1] || null });
            case "/auth/me": {
                const row = this.#bearer(request);
                if (!row) return this.#resource(request);
                return answer(200, { id: `user-${row.user}`, user_name: row.user, email: null });
            }
            case "/auth/logout":
                return this.#logout(request, body);
            case "/auth/register":
                return answer(201, { id: `id-${body.user_name}`, user_name: body.user_name, email: body.email ?? null });
            default:
                return this.#resource(request);
        }
    }

    #login(request: Arriving, body: Record<string, string>): Leaving {
        if (body.password !== "right") return problem(401, "invalid_credentials");
        const id = `s${++this.#number}`;
        const user = body.identifier as string;
        const cookie = body.transport === "cookie";
        const bound = this.binds && request.headers.has("DPoP");
        const signedInAt = Math.floor(this.now() / 1000);
        const row = { id, user, cookie, bound, generation: 0, signedInAt, rotatedAt: null, attempts: [], end: null };
        this.rows.set(id, row);
        return this.#tokens(row);
    }

    #refresh(request: Arriving, body: Record<string, string>, isQuestion: boolean): Leaving {
        if (!body.refresh_token && request.cookie !== null && !request.headers.get("Tessera-Client")) {
            return problem(403, "cross_site_request");
        }
        const token = body.refresh_token ?? request.cookie;
        if (!token && isQuestion) return done({ "Tessera-Session": "none" });
        if (!token) return problem(400, "invalid_request", { field: "refresh_token" });
        const [, id, generation] = /^tsr_S3cr3t\.(.+)\.(\d+)$/.exec(token) ?? [];
        const row = id === undefined ? undefined : this.rows.get(id);
        const refused = (cause: string) => ({
            ...problem(400, "invalid_grant", { cause }),
            ...(body.refresh_token ? {} : { setCookie: null }),
        });
        if (!row) return refused("unknown_session");
        if (row.end) return refused(row.end);
        if (row.bound && !request.headers.has("DPoP")) return problem(400, "invalid_dpop_proof");
        const attempts = (request.headers.get("Tessera-Attempt") ?? "").split(",").filter(id => id);
        const own = attempts[0] ?? null;
        const gap = row.generation - Number(generation);
        this.refreshes.push(token);
        const [last = null] = row.attempts;
        if (gap === 0 && (own === null || own !== last)) {
            row.generation += 1;
            row.rotatedAt = this.now();
            row.attempts = [own, ...row.attempts].slice(0, 16);
            this.rotations.push(token);
            return this.#tokens(row);
        }
        if (last !== null && attempts.includes(last)) return this.#tokens(row);
        if (gap === 1 && this.now() - (row.rotatedAt ?? 0) <= this.grace) return this.#tokens(row);
        if (own !== null && row.attempts.slice(0, gap + 1).includes(own)) {
            this.late.push(token);
            return problem(409, "superseded");
        }
        row.end = "refresh_token_reuse";
        this.reuses.push(`${token}: ${gap} old, ${this.now() - (row.rotatedAt ?? 0)} ms after the rotation`);
        return refused("refresh_token_reuse");
    }

    #logout(request: Arriving, body: Record<string, string>): Leaving {
        const bearer = this.#bearer(request);
        const token = body.refresh_token ?? (request.headers.has("Authorization") ? null : request.cookie);
        const id = token ? /^tsr_S3cr3t\.(.+)\.\d+$/.exec(token)?.[1] : bearer?.id;
        if (!body.refresh_token && request.headers.has("Authorization") && !bearer) return problem(401, "invalid_token");
        if (!token && !bearer) return problem(400, "invalid_request");
        if (id) this.end(id, "signed_out");
        const isCookie = !body.refresh_token && !request.headers.has("Authorization");
        return { ...done(), ...(isCookie ? { setCookie: null } : {}) };
    }

    #resource(request: Arriving): Leaving {
        const row = this.#bearer(request);
        if (row) return answer(200, { user: row.user, session: row.id });
        if (!request.headers.has("Authorization")) return problem(401, "missing_token");
        return problem(401, "invalid_token", {}, { "WWW-Authenticate": 'Bearer realm="x", error="invalid_token"' });
    }

    #bearer(request: Arriving): Row | null {
        const token = /^(?:Bearer|DPoP) (.+)$/.exec(request.headers.get("Authorization") ?? "")?.[1];
        if (!token) return null;
        const claims = JSON.parse(atob(token.split(".")[1] ?? ""));
        const row = this.rows.get(claims.sid);
        const isGood = claims.exp * 1000 > this.now() && claims.n > this.#notBefore;
        return row && !row.end && isGood ? row : null;
    }

    #tokens(row: Row): Leaving {
        const seconds = Math.floor(this.now() / 1000);
        const expires = Math.floor((this.now() + this.lifetime) / 1000);
        const claims = { sid: row.id, sub: `user-${row.user}`, iat: seconds, exp: expires, auth_time: row.signedInAt, scope: "a b", n: ++this.#number };
        const access = `${btoa("{}")}.${btoa(JSON.stringify(claims))}.${secretMark}${this.#number}`;
        const refresh = `tsr_${secretMark}.${row.id}.${row.generation}`;
        const body = {
            access_token: access,
            token_type: row.bound ? "DPoP" : "Bearer",
            expires_in: this.lifetime / 1000,
            scope: "a b",
            session_id: row.id,
            generation: row.generation,
            ...(row.cookie ? {} : { refresh_token: refresh }),
        };
        return { ...answer(200, body), ...(row.cookie ? { setCookie: refresh } : {}) };
    }
}

export function answer(status: number, body: object, headers: Record<string, string> = {}): Leaving {
    return { status, headers, body: JSON.stringify(body) };
}

/** 204, with the header that every answer of the server has. */
export function done(headers: Record<string, string> = {}): Leaving {
    return { status: 204, headers: { "X-Request-Id": "r1", ...headers }, body: "" };
}

/** What the server says in its own form (RFC 9457). */
export function problem(
    status: number,
    error: string,
    members: object = {},
    headers: Record<string, string> = {},
): Leaving {
    const form = { type: `https://login.test/docs#error-${error}`, title: error, request_id: "r1" };
    return answer(status, { ...form, error, status, detail: `refused: ${error}`, ...members }, headers);
}
