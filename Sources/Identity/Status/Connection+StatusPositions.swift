import Persistence

/// The verbs of positions in status lists.
///
/// A position belongs to a living session, or is named by a revocation, or is free: each verb moves it from one to the next in the
/// transaction that makes the difference, so none is lost and none is given out twice.
extension Connection {
    /// Takes a position for a session: one that is free again, else the next that was never used.
    ///
    /// Costs the same however many sessions there are.
    func takeStatusPosition(at now: Timestamp) throws -> Int64 {
        let reused = try row(
            """
            DELETE FROM free_status_positions WHERE position = (
                SELECT position FROM free_status_positions WHERE free_from <= \(now.milliseconds)
                ORDER BY free_from, position LIMIT 1
            ) RETURNING position
            """
        )
        if let reused { return try reused.integer("position") }
        return try takeFreshStatusPositions(1).lowerBound
    }

    /// Takes so many positions that were never used.
    func takeFreshStatusPositions(_ count: Int) throws -> Range<Int64> {
        let state = try row(
            "UPDATE status_state SET next_position = next_position + \(count) WHERE id = 1 RETURNING next_position"
        )
        guard let state else { throw PersistenceError.statusStateMissing }
        let end = try state.integer("next_position")
        return end - Int64(count)..<end
    }

    /// Gives a position to a living session that has none, since it began before there were status lists.
    func giveStatusPosition(to id: SessionID, at now: Timestamp) throws -> Int64 {
        let position = try takeStatusPosition(at: now)
        try execute("UPDATE sessions SET status_position = \(position) WHERE id = \(id) AND status_position IS NULL")
        return position
    }

    /// Takes the position of a session that has ended: its bit is set, unless its lifetime ran out, which its tokens know.
    func releaseStatusPosition(_ position: Int64, _ end: SessionEnd) throws {
        switch end.cause {
        case .idleTimeout, .absoluteTimeout:
            try freeStatusPosition(position, from: end.at + StatusLifetime.untilForgotten)
        case .signedOut, .endedElsewhere, .signedOutEverywhere, .revokedByAdministrator, .revokedByClient,
            .passwordChanged, .accountDisabled, .accountDeleted, .refreshTokenReuse:
            try revokeStatusPositions([position], at: end.at)
        }
    }

    /// Lets a position be given out again from a moment on.
    func freeStatusPosition(_ position: Int64, from moment: Timestamp) throws {
        try execute(
            "INSERT INTO free_status_positions (position, free_from) VALUES (\(position), \(moment.milliseconds))"
        )
    }
}

extension PersistenceError {
    /// The one row of `status_state`, which a migration makes, is gone: somebody removed it.
    static let statusStateMissing = PersistenceError(.corrupt, message: "the table status_state has lost its row")
}
