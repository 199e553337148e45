import Persistence

/// The verbs of the sweep over sessions.
extension SessionTable {
    /// Looks at the next piece of the table for lifetimes that have run out and are not written down yet.
    ///
    /// There is no index over the expiry, which every refresh would have to write; so the table is walked, by a reader.
    func findExpired(_ search: TableWalk.Search, at now: Timestamp) throws -> TableWalk.Piece? {
        let start = search.after ?? [UInt8](repeating: 0, count: 16)
        let end = try transaction.row(
            "SELECT id FROM sessions WHERE id > \(start) ORDER BY id LIMIT 1 OFFSET \(search.size - 1)"
        )
        let last = try end ?? transaction.row("SELECT id FROM sessions WHERE id > \(start) ORDER BY id DESC LIMIT 1")
        guard let last = try last?.bytes("id") else { return nil }
        let due = try transaction.rows(
            """
            SELECT id FROM sessions WHERE id > \(start) AND id <= \(last)
                AND ended_at IS NULL AND idle_expires_at <= \(now.milliseconds)
            ORDER BY id LIMIT \(search.limit)
            """
        )
        if due.count == search.limit, let id = try due.last?.bytes("id") {
            return TableWalk.Piece(after: start, through: id, due: due.count, isLast: false)
        }
        return TableWalk.Piece(after: start, through: last, due: due.count, isLast: end == nil)
    }

    /// Writes down the lifetimes that have run out in a piece of the table, and frees the sessions' positions in the status lists.
    ///
    /// - Returns: how many there were.
    func expire(in piece: TableWalk.Piece, at now: Timestamp) throws -> Int {
        let expired = try transaction.rows(
            """
            UPDATE sessions SET
                ended_at = idle_expires_at,
                end_cause = CASE WHEN idle_expires_at < expires_at
                    THEN \(SessionEndCause.idleTimeout.rawValue) ELSE \(SessionEndCause.absoluteTimeout.rawValue) END
            WHERE id > \(piece.after) AND id <= \(piece.through)
                AND ended_at IS NULL AND idle_expires_at <= \(now.milliseconds)
            RETURNING status_position, ended_at
            """
        )
        for row in expired {
            guard let position = try row.optionalInteger("status_position") else { continue }
            let end = Timestamp(milliseconds: try row.integer("ended_at"))
            try transaction.statusLists.freePosition(position, from: end + StatusLifetime.untilForgotten)
        }
        return expired.count
    }

    /// When the session ended that ended first, if that was before `moment`.
    func oldestEnded(before moment: Timestamp) throws -> Timestamp? {
        try transaction.row(
            "SELECT ended_at FROM sessions WHERE ended_at < \(moment.milliseconds) ORDER BY ended_at LIMIT 1"
        )
        .map { Timestamp(milliseconds: try $0.integer("ended_at")) }
    }

    /// Removes sessions that ended before `moment`, the first first.
    ///
    /// Their positions in the status lists went when they ended: what is still shown of them stands in `revocations`.
    ///
    /// - Returns: how many were removed; `limit` when there may be more.
    func removeEnded(before moment: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM sessions WHERE ended_at < \(moment.milliseconds) AND id IN (
                SELECT id FROM sessions WHERE ended_at < \(moment.milliseconds) ORDER BY ended_at LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }
}
