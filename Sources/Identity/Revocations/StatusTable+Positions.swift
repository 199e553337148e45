import Persistence

/// The verbs of positions in status lists.
///
/// A position belongs to a living session, or is named by a revocation, or is free: each verb moves it from one to the next in the
/// transaction that makes the difference, so none is lost and none is given out twice.
extension StatusTable {
    /// Takes a position for a session: one that is free again, else the next that was never used.
    ///
    /// Costs the same however many sessions there are.
    func takePosition(at now: Timestamp) throws -> Int64 {
        let reused = try transaction.row(
            """
            DELETE FROM free_status_positions WHERE position = (
                SELECT position FROM free_status_positions WHERE free_from <= \(now.milliseconds)
                ORDER BY free_from, position LIMIT 1
            ) RETURNING position
            """
        )
        if let reused { return try reused.integer("position") }
        return try takeFreshPositions(1).lowerBound
    }

    /// Takes so many positions that were never used.
    func takeFreshPositions(_ count: Int) throws -> Range<Int64> {
        let state = try transaction.row(
            "UPDATE status_state SET next_position = next_position + \(count) WHERE id = 1 RETURNING next_position"
        )
        guard let state else { throw PersistenceError.statusStateMissing }
        let end = try state.integer("next_position")
        return end - Int64(count)..<end
    }

    /// Lets a position be given out again from a moment on.
    func freePosition(_ position: Int64, from moment: Timestamp) throws {
        try transaction.execute(
            "INSERT INTO free_status_positions (position, free_from) VALUES (\(position), \(moment.milliseconds))"
        )
    }
}

extension PersistenceError {
    /// The one row of `status_state`, which a migration makes, is gone: somebody removed it.
    static let statusStateMissing = PersistenceError(.corrupt, message: "the table status_state has lost its row")
}
