import Persistence

/// The tables of status lists: which session has which position, and what was revoked.
enum StatusSchema {
    static let lists = Migration(
        "status_lists",
        [
            // Sessions from before have none until their next refresh.
            "ALTER TABLE sessions ADD COLUMN status_position \(type: .bigint)",
            // No two living sessions ever share one, whatever the program does. A refresh does not touch it.
            """
            CREATE UNIQUE INDEX sessions_by_status_position ON sessions (status_position)
            WHERE ended_at IS NULL AND status_position IS NOT NULL
            """,
            "ALTER TABLE signing_keys ADD COLUMN revocation_sequence \(type: .bigint)",
            // One row: the counters. A counter in a row, rather than an identity column, gives numbers in the order of the
            // commits and without gaps, so that whoever has read up to a number has read everything up to it.
            """
            CREATE TABLE status_state (
                id \(type: .bigint) NOT NULL PRIMARY KEY,
                next_position \(type: .bigint) NOT NULL,
                last_sequence \(type: .bigint) NOT NULL,
                purged_sequence \(type: .bigint) NOT NULL,
                purged_at \(type: .bigint) NOT NULL,
                CHECK (id = 1),
                CHECK (next_position >= 0),
                CHECK (0 <= purged_sequence AND purged_sequence <= last_sequence)
            ) \(options: .strict)
            """,
            """
            INSERT INTO status_state (id, next_position, last_sequence, purged_sequence, purged_at)
            VALUES (1, 0, 0, 0, 0)
            """,
            // Positions that were used before, and from when on they may be given out again.
            """
            CREATE TABLE free_status_positions (
                position \(type: .bigint) NOT NULL PRIMARY KEY,
                free_from \(type: .bigint) NOT NULL
            ) \(options: .strict)
            """,
            "CREATE INDEX free_status_positions_by_time ON free_status_positions (free_from, position)",
            // A row is a bit that is set, or a revoked signing key. Rows go when nothing that they speak of can count any more.
            """
            CREATE TABLE revocations (
                sequence \(type: .bigint) NOT NULL PRIMARY KEY,
                position \(type: .bigint),
                key_id \(type: .text),
                revoked_at \(type: .bigint) NOT NULL,
                CHECK ((position IS NULL) <> (key_id IS NULL))
            ) \(options: .strict)
            """,
        ]
    )

    static let stateTable = TableDescription(
        "status_state",
        key: ["id"],
        hasInitialRows: true,
        [
            "id": .bigint, "next_position": .bigint, "last_sequence": .bigint, "purged_sequence": .bigint,
            "purged_at": .bigint,
        ]
    )

    static let freePositionTable = TableDescription(
        "free_status_positions",
        key: ["position"],
        ["position": .bigint, "free_from": .bigint]
    )

    static let revocationTable = TableDescription(
        "revocations",
        key: ["sequence"],
        ["sequence": .bigint, "position": .bigint, "key_id": .text, "revoked_at": .bigint]
    )
}

extension Feature {
    /// Status lists and the events of their changes.
    static func status(_ service: @escaping @Sendable (System) -> StatusService) -> Feature {
        Feature(
            migrations: [7: StatusSchema.lists],
            tables: [StatusSchema.stateTable, StatusSchema.freePositionTable, StatusSchema.revocationTable],
            sweeps: { _ in
                [
                    // Serialisable: it reads what it then writes.
                    Sweep(.revocations, isolation: .serializable) { transaction, now in
                        try transaction.statusLists.oldestForgotten(at: now)
                    } batch: { transaction, limit, now in
                        try transaction.statusLists.purge(limit: limit, at: now)
                    }
                ]
            },
            // After the sweeps: what they cleared is taken up at once.
            afterSweeps: { try await service($0).catchUp() },
            announcements: [.revocations: { try await service($0).catchUp() }]
        )
    }
}
