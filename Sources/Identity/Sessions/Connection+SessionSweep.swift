import Persistence

/// A piece of the table of sessions, in the order of their identifiers, in which lifetimes may have run out.
struct SessionWindow: Sendable, Hashable {
    /// The last identifier of the piece before.
    let after: SessionID
    /// The last identifier of the piece.
    let through: SessionID
    /// How many sessions of the piece are due.
    let due: Int
    /// Whether the table ends with it.
    let isLast: Bool
}

/// The verbs of the sweep over sessions.
extension Connection {
    /// Looks at the sessions after `cursor`, at most `size`, for lifetimes that have run out and are not written down yet.
    ///
    /// There is no index over the expiry, which every refresh would have to write; so the table is walked, by a reader.
    ///
    /// - Returns: the piece that holds at most `limit` such sessions; nil at the end of the table.
    func sessionWindow(after cursor: SessionID?, size: Int, limit: Int, at now: Timestamp) throws -> SessionWindow? {
        let start = cursor ?? SessionID(unchecked: [UInt8](repeating: 0, count: 16))
        let end = try row("SELECT id FROM sessions WHERE id > \(start) ORDER BY id LIMIT 1 OFFSET \(size - 1)")
        let last = try end ?? row("SELECT id FROM sessions WHERE id > \(start) ORDER BY id DESC LIMIT 1")
        guard let last = try last.map({ SessionID(unchecked: try $0.bytes("id")) }) else { return nil }
        let due = try rows(
            """
            SELECT id FROM sessions WHERE id > \(start) AND id <= \(last)
                AND ended_at IS NULL AND idle_expires_at <= \(now.milliseconds)
            ORDER BY id LIMIT \(limit)
            """
        )
        if due.count == limit, let id = try due.last?.bytes("id") {
            return SessionWindow(after: start, through: SessionID(unchecked: id), due: limit, isLast: false)
        }
        return SessionWindow(after: start, through: last, due: due.count, isLast: end == nil)
    }

    /// Writes down the lifetimes that have run out in a piece of the table, and frees the sessions' positions in the status lists.
    ///
    /// - Returns: how many there were.
    func expireSessions(in window: SessionWindow, at now: Timestamp) throws -> Int {
        let expired = try rows(
            """
            UPDATE sessions SET
                ended_at = idle_expires_at,
                end_cause = CASE WHEN idle_expires_at < expires_at
                    THEN \(SessionEndCause.idleTimeout.rawValue) ELSE \(SessionEndCause.absoluteTimeout.rawValue) END
            WHERE id > \(window.after) AND id <= \(window.through)
                AND ended_at IS NULL AND idle_expires_at <= \(now.milliseconds)
            RETURNING status_position, ended_at
            """
        )
        for row in expired {
            guard let position = try row.optionalInteger("status_position") else { continue }
            let end = Timestamp(milliseconds: try row.integer("ended_at"))
            try freeStatusPosition(position, from: end + StatusLifetime.untilForgotten)
        }
        return expired.count
    }

    /// When the session ended that ended first, if that was before `moment`.
    func oldestEndedSession(before moment: Timestamp) throws -> Timestamp? {
        try row("SELECT ended_at FROM sessions WHERE ended_at < \(moment.milliseconds) ORDER BY ended_at LIMIT 1")
            .map { Timestamp(milliseconds: try $0.integer("ended_at")) }
    }

    /// Removes sessions that ended before `moment`, the first first.
    ///
    /// Their positions in the status lists went when they ended: what is still shown of them stands in `revocations`.
    ///
    /// - Returns: how many were removed; `limit` when there may be more.
    func removeEndedSessions(before moment: Timestamp, limit: Int) throws -> Int {
        try execute(
            """
            DELETE FROM sessions WHERE ended_at < \(moment.milliseconds) AND id IN (
                SELECT id FROM sessions WHERE ended_at < \(moment.milliseconds) ORDER BY ended_at LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }
}
