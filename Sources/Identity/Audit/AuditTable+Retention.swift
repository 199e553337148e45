import Persistence

/// The one way in which an event leaves the audit trail: it has grown older than the retention.
extension AuditTable {
    /// When the oldest event happened, if that was before `moment`.
    func oldest(before moment: Timestamp) throws -> Timestamp? {
        try transaction.row("SELECT at FROM audit_events WHERE at < \(moment.milliseconds) ORDER BY at LIMIT 1")
            .map { Timestamp(milliseconds: try $0.integer("at")) }
    }

    /// Removes events of before `moment`, the oldest first.
    ///
    /// The floor is raised first: whatever lies above it the database refuses to remove, also from this program.
    ///
    /// - Returns: how many were removed; `limit` when there may be more.
    func remove(before moment: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            UPDATE audit_floor SET removable_before = \(moment.milliseconds)
            WHERE id = 1 AND removable_before < \(moment.milliseconds)
            """
        )
        return try transaction.execute(
            """
            DELETE FROM audit_events WHERE at < \(moment.milliseconds) AND id IN (
                SELECT id FROM audit_events WHERE at < \(moment.milliseconds) ORDER BY at LIMIT \(limit)
            )
            """
        )
    }
}
