/** An account as the API shows it to its owner; members named as there. What is not known is null. */
export interface Account {
    readonly id: string;
    readonly user_name: string | null;
    readonly email: string | null;
    readonly email_verified: boolean;
    readonly display_name: string | null;
    readonly roles: string[];
    readonly permissions: string[];
    readonly created_at: string;
    readonly [member: string]: unknown;
}

/** One of the account's sessions, living or ended; members named as in the API. Times are RFC 3339. */
export interface SessionInfo {
    readonly id: string;
    /** Whether it is the session that asks. */
    readonly current: boolean;
    readonly device: { readonly name: string; readonly browser: string | null; readonly system: string | null };
    readonly address: string;
    readonly created_at: string;
    readonly last_seen_at: string;
    /** How it ended; null while it lives. */
    readonly end: { readonly at: string; readonly cause: string; readonly description: string } | null;
    readonly [member: string]: unknown;
}

/** What a person signs in with. */
export interface Credentials {
    /** A user name or an e-mail address. */
    identifier: string;
    password: string;
    /** Other than the client's own scope. */
    scope?: string;
}

/** How the person who is signed in proves to be that person. */
export interface Proof {
    password: string;
}

/** A new account. A user name or an e-mail address is needed. */
export interface NewAccount {
    userName?: string;
    email?: string;
    password: string;
    displayName?: string;
}
