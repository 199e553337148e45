import Persistence

/// The tables of the audit trail: the events, and the floor below which they may be forgotten.
enum AuditSchema {
    static let events = Migration(
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

    static let table = TableDescription(
        "audit_events",
        key: ["id"],
        [
            "id": .identity, "at": .bigint, "kind": .text, "actor": .text, "account_id": .bytes, "session_id": .bytes,
            "address": .text, "user_agent": .text, "detail": .text,
        ]
    )

    static let floorTable = TableDescription(
        "audit_floor",
        key: ["id"],
        hasInitialRows: true,
        ["id": .bigint, "removable_before": .bigint]
    )
}

extension Feature {
    /// The audit trail.
    static var audit: Feature {
        Feature(
            migrations: [4: AuditSchema.events],
            tables: [AuditSchema.table, AuditSchema.floorTable],
            sweeps: { retention in
                let kept = retention.audit
                return [
                    Sweep(.auditEvents) { transaction, now in
                        try transaction.audit.oldest(before: now - kept).map { $0 + kept }
                    } batch: { transaction, limit, now in
                        try transaction.audit.remove(before: now - kept, limit: limit)
                    }
                ]
            }
        )
    }
}
