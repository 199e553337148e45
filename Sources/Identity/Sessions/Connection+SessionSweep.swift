import Persistence

/// One bounded step of the sweep over all sessions.
struct SessionSweepStep: Sendable {
    /// How many lifetimes that had run out were written down.
    let expired: Int
    /// How many long-ended sessions were removed.
    let removed: Int
    /// Where the next step begins; nil at the end of the table.
    let next: SessionID?
}

extension Connection {
    /// Looks at the next `limit` sessions after `cursor`: writes down the lifetimes that have run out, and removes those that
    /// ended before `removeEndedBefore`.
    func sweepSessions(
        after cursor: SessionID?,
        limit: Int,
        removeEndedBefore: Timestamp,
        at now: Timestamp
    ) throws -> SessionSweepStep {
        let start = cursor ?? SessionID(unchecked: [UInt8](repeating: 0, count: 16))
        let ids = try rows("SELECT id FROM sessions WHERE id > \(start) ORDER BY id LIMIT \(limit)")
            .map { SessionID(unchecked: try $0.bytes("id")) }
        guard let last = ids.last else { return SessionSweepStep(expired: 0, removed: 0, next: nil) }
        let range: SQL = "id > \(start) AND id <= \(last)"
        try releaseStatusPositions(ofSessions: range, expiredBy: now)
        let expired = try execute(
            """
            UPDATE sessions SET
                ended_at = idle_expires_at,
                end_cause = CASE WHEN idle_expires_at < expires_at
                    THEN \(SessionEndCause.idleTimeout.rawValue) ELSE \(SessionEndCause.absoluteTimeout.rawValue) END
            WHERE \(range) AND ended_at IS NULL AND idle_expires_at <= \(now.milliseconds)
            """
        )
        let removed = try execute(
            "DELETE FROM sessions WHERE \(range) AND ended_at IS NOT NULL AND ended_at < \(removeEndedBefore.milliseconds)"
        )
        return SessionSweepStep(expired: expired, removed: removed, next: ids.count < limit ? nil : last)
    }
}
