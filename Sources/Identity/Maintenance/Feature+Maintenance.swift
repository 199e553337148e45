import Persistence

/// What the sweeps need: who sweeps, how far the audit trail may be forgotten, and where to find what is due.
enum MaintenanceSchema {
    static let retention = Migration(
        "retention",
        [
            // Work that one node of many does. It spares work only; every batch is right without it.
            """
            CREATE TABLE leases (
                name \(type: .text) NOT NULL PRIMARY KEY,
                holder \(type: .bytes) NOT NULL,
                held_until \(type: .bigint) NOT NULL
            ) \(options: .strictByPrimaryKey)
            """,
            // One row: events of before that moment may be removed, and no others. It moves forward only.
            """
            CREATE TABLE audit_floor (
                id \(type: .bigint) NOT NULL PRIMARY KEY,
                removable_before \(type: .bigint) NOT NULL,
                CHECK (id = 1)
            ) \(options: .strict)
            """,
            "INSERT INTO audit_floor (id, removable_before) VALUES (1, 0)",
            SQL.allowRemoval(from: "audit_events", where: "at", isBelow: "removable_before", of: "audit_floor"),
            "CREATE INDEX audit_events_by_time ON audit_events (at)",
            // Not touched by a refresh: a session comes into it once, when it ends.
            "CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL",
            "CREATE INDEX sign_in_throttles_by_time ON sign_in_throttles (full_at)",
            "CREATE INDEX verifiers_by_departure ON verifiers (disconnected_at) WHERE disconnected_at IS NOT NULL",
            "CREATE INDEX verifiers_connected ON verifiers (server_id) WHERE disconnected_at IS NULL",
            "CREATE INDEX key_confirmations_by_key ON key_confirmations (key_id)",
        ]
    )

    static let leaseTable = TableDescription(
        "leases",
        key: ["name"],
        ["name": .text, "holder": .bytes, "held_until": .bigint]
    )
}

extension Feature {
    /// The sweeps, and the space that they leave in the file.
    static var maintenance: Feature {
        Feature(
            migrations: [12: MaintenanceSchema.retention],
            tables: [MaintenanceSchema.leaseTable],
            sweeps: { _ in
                [
                    Sweep(.freePages) { transaction, now in
                        try transaction.hasSpaceToRelease() ? now : nil
                    } batch: { transaction, limit, _ in
                        try transaction.releaseSpace(atMost: limit)
                    }
                ]
            }
        )
    }
}
