import type { Claims, Session } from "@tessera/client";

/** A person who is signed in, in a test. What is left out is the default. */
export interface FakeUser {
    /** The account's id; by default `user-1`. */
    readonly id: string;
    /** The session's id; by default `session-1`. */
    readonly sessionId: string;
    /** By default none. */
    readonly roles: readonly string[];
    /** By default none. */
    readonly permissions: readonly string[];
    /** By default none. */
    readonly scope: readonly string[];
    /** Seconds since the sign-in; by default 0. There is no clock, so it stays. */
    readonly signedInFor: number;
    /** Seconds that the access token lives; by default 300. It stays, too. */
    readonly expiresIn: number;
    /** Further claims of the access token. */
    readonly claims: Claims;
}

const standard: FakeUser = {
    id: "user-1",
    sessionId: "session-1",
    roles: [],
    permissions: [],
    scope: [],
    signedInFor: 0,
    expiresIn: 300,
    claims: {},
};

/** `user` with the defaults for what it leaves out. */
export function wholeUser(user: Partial<FakeUser> = {}): FakeUser {
    return { ...standard, ...user };
}

/** The session of `user`, as an application sees it. */
export function sessionOf(user: FakeUser, generation: number): Session {
    const { id, sessionId, expiresIn, signedInFor } = user;
    const [roles, permissions, scope] = [[...user.roles], [...user.permissions], [...user.scope]];
    const claims = { sub: id, sid: sessionId, scope: scope.join(" "), roles, permissions, ...user.claims };
    return {
        id: sessionId,
        subject: id,
        generation,
        scope,
        roles,
        permissions,
        expiresIn,
        signedInFor,
        bound: false,
        claims,
    };
}
