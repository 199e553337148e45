public import Persistence

/// The tables of the identity rules, as an append-only list of migrations that serves every database.
///
/// Times are milliseconds since the epoch. Identifiers are 16 bytes. Lists of words (roles, scope tokens) are one text with
/// single spaces, so that a refresh reads one row and no more.
public enum IdentitySchema {
    /// Every migration, in order.
    ///
    /// A migration that has been released is never changed.
    public static let migrations: [Migration] = [
        accounts, sessions, signingKeys, audit, setup, throttles, status, verifiers, clients, bindings, attempts,
        retention, tokenLifetimes, installation, credentialsVersion,
    ]

    private static let accounts = Migration(
        "accounts",
        [
            """
            CREATE TABLE accounts (
                id \(type: .bytes) NOT NULL PRIMARY KEY,
                user_name \(type: .text),
                user_name_key \(type: .text) UNIQUE,
                email \(type: .text),
                email_key \(type: .text) UNIQUE,
                email_verified \(type: .bool) NOT NULL,
                display_name \(type: .text),
                password_hash \(type: .text),
                password_changed_at \(type: .bigint),
                roles \(type: .text) NOT NULL,
                permissions \(type: .text) NOT NULL,
                administrator \(type: .bool) NOT NULL,
                created_at \(type: .bigint) NOT NULL,
                updated_at \(type: .bigint) NOT NULL,
                last_signed_in_at \(type: .bigint),
                disabled_at \(type: .bigint),
                CHECK (user_name_key IS NOT NULL OR email_key IS NOT NULL),
                CHECK ((user_name IS NULL) = (user_name_key IS NULL)),
                CHECK ((email IS NULL) = (email_key IS NULL))
            ) \(options: .strict)
            """,
            "CREATE INDEX accounts_by_creation ON accounts (created_at, id)",
            // Few rows: who can administer, looked up at each start and before each demotion.
            "CREATE INDEX accounts_administrators ON accounts (administrator) WHERE administrator",
        ]
    )

    private static let sessions = Migration(
        "sessions",
        [
            """
            CREATE TABLE sessions (
                id \(type: .bytes) NOT NULL PRIMARY KEY,
                account_id \(type: .bytes) REFERENCES accounts (id) ON DELETE SET NULL,
                client_id \(type: .text) NOT NULL,
                transport \(type: .text) NOT NULL,
                scope \(type: .text) NOT NULL,
                methods \(type: .text) NOT NULL,
                generation \(type: .bigint) NOT NULL,
                attempt \(type: .bytes),
                rotated_at \(type: .bigint),
                created_at \(type: .bigint) NOT NULL,
                authenticated_at \(type: .bigint) NOT NULL,
                last_seen_at \(type: .bigint) NOT NULL,
                idle_expires_at \(type: .bigint) NOT NULL,
                expires_at \(type: .bigint) NOT NULL,
                created_address \(type: .text) NOT NULL,
                created_user_agent \(type: .text),
                last_address \(type: .text) NOT NULL,
                last_user_agent \(type: .text),
                ended_at \(type: .bigint),
                end_cause \(type: .text),
                reuse_generation_gap \(type: .bigint),
                reuse_milliseconds \(type: .bigint),
                reuse_address_differed \(type: .bool),
                reuse_user_agent_differed \(type: .bool),
                CHECK (generation >= 0),
                CHECK (idle_expires_at <= expires_at),
                CHECK ((ended_at IS NULL) = (end_cause IS NULL))
            ) \(options: .strictByPrimaryKey)
            """,
            // Not touched by a refresh. There is no index over the expiry: identifiers begin with the time, and the sweep walks them.
            "CREATE INDEX sessions_by_account ON sessions (account_id, id)",
        ]
    )

    private static let signingKeys = Migration(
        "signing_keys",
        [
            """
            CREATE TABLE signing_keys (
                id \(type: .text) NOT NULL PRIMARY KEY,
                algorithm \(type: .text) NOT NULL,
                public_key \(type: .text) NOT NULL,
                wrapped_private_key \(type: .bytes),
                created_at \(type: .bigint) NOT NULL,
                activates_at \(type: .bigint) NOT NULL,
                retires_at \(type: .bigint) NOT NULL,
                expires_at \(type: .bigint) NOT NULL,
                revoked_at \(type: .bigint),
                revocation_reason \(type: .text),
                CHECK (activates_at <= retires_at AND retires_at <= expires_at)
            ) \(options: .strictByPrimaryKey)
            """
        ]
    )

    private static let audit = Migration(
        "audit_events",
        [
            """
            CREATE TABLE audit_events (
                id \(type: .identity),
                at \(type: .bigint) NOT NULL,
                kind \(type: .text) NOT NULL,
                actor \(type: .text) NOT NULL,
                account_id \(type: .bytes),
                session_id \(type: .bytes),
                address \(type: .text) NOT NULL,
                user_agent \(type: .text),
                detail \(type: .text)
            ) \(options: .strict)
            """,
            "CREATE INDEX audit_events_by_account ON audit_events (account_id, id)",
            SQL.forbidChanges(table: "audit_events"),
        ]
    )

    private static let setup = Migration(
        "setup_tokens",
        [
            """
            CREATE TABLE setup_tokens (
                hash \(type: .bytes) NOT NULL PRIMARY KEY,
                expires_at \(type: .bigint) NOT NULL
            ) \(options: .strictByPrimaryKey)
            """
        ]
    )

    private static let throttles = Migration("sign_in_throttles", SignInThrottle.migration)
}
