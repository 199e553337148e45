import Persistence

/// The table of sessions.
enum SessionSchema {
    static let sessions = Migration(
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

    /// Sessions that are bound to a key of their client.
    static let bindings = Migration(
        "session_bindings",
        [
            // The RFC 7638 thumbprint of the key; NULL for a session that whoever holds its refresh token may use.
            "ALTER TABLE sessions ADD COLUMN key_thumbprint \(type: .text)",
            // When a refresh without the right proof was last written into the audit trail.
            "ALTER TABLE sessions ADD COLUMN proof_refused_at \(type: .bigint)",
        ]
    )

    /// The attempts of the last few refreshes instead of the last one only.
    static let attempts = Migration(
        "session_attempts",
        [
            // Hashes of 8 bytes, the newest first. What stands there is a hash of 16 bytes, whose first half is the hash of now.
            "ALTER TABLE sessions RENAME COLUMN attempt TO attempts"
        ]
    )

    static let table = TableDescription(
        "sessions",
        key: ["id"],
        [
            "id": .bytes, "account_id": .bytes, "client_id": .text, "transport": .text, "scope": .text,
            "methods": .text,
            "generation": .bigint, "attempts": .bytes, "rotated_at": .bigint, "created_at": .bigint,
            "authenticated_at": .bigint, "last_seen_at": .bigint, "idle_expires_at": .bigint, "expires_at": .bigint,
            "created_address": .text, "created_user_agent": .text, "last_address": .text, "last_user_agent": .text,
            "ended_at": .bigint, "end_cause": .text, "reuse_generation_gap": .bigint, "reuse_milliseconds": .bigint,
            "reuse_address_differed": .bool, "reuse_user_agent_differed": .bool, "status_position": .bigint,
            "key_thumbprint": .text, "proof_refused_at": .bigint,
        ]
    )
}

extension Feature {
    /// Sessions.
    static var sessions: Feature {
        Feature(
            migrations: [2: SessionSchema.sessions, 10: SessionSchema.bindings, 11: SessionSchema.attempts],
            tables: [SessionSchema.table],
            sweeps: { retention in
                let kept = retention.ended
                return [
                    Sweep(.endedSessions) { transaction, now in
                        try transaction.sessions.oldestEnded(before: now - kept).map { $0 + kept }
                    } batch: { transaction, limit, now in
                        try transaction.sessions.removeEnded(before: now - kept, limit: limit)
                    }
                ]
            },
            walks: [
                TableWalk(
                    kind: .expiredSessions,
                    find: { transaction, search, now in try transaction.sessions.findExpired(search, at: now) },
                    batch: { transaction, piece, now in try transaction.sessions.expire(in: piece, at: now) }
                )
            ]
        )
    }
}
