// Revocations owns the rows behind the status lists: which position is free, which is revoked, in which order. What is published of
// them is for Status.

import Persistence

/// The counters of status lists.
struct StatusState: Sendable, Hashable {
    /// The first position that was never given out.
    let nextPosition: Int64
    /// The number of the last revocation.
    let lastSequence: Int64
    /// The last revocation that was removed.
    let purged: StatusEventID
}

/// One row of `revocations`.
struct Revocation: Sendable, Hashable {
    enum Subject: Sendable, Hashable {
        case position(Int64)
        case key(String)
    }

    let id: StatusEventID
    let subject: Subject
}

/// The tables of status lists and their verbs.
struct StatusTable {
    let transaction: any Transaction

    /// The counters.
    func state() throws -> StatusState {
        let row = try transaction.row(
            "SELECT next_position, last_sequence, purged_sequence, purged_at FROM status_state WHERE id = 1"
        )
        guard let row else { throw PersistenceError.statusStateMissing }
        return StatusState(
            nextPosition: try row.integer("next_position"),
            lastSequence: try row.integer("last_sequence"),
            purged: StatusEventID(
                sequence: try row.integer("purged_sequence"),
                moment: Timestamp(milliseconds: try row.integer("purged_at"))
            )
        )
    }

    /// The counters, and the revocations after `sequence` in their order, at most `limit`.
    func revocations(after sequence: Int64, limit: Int) throws -> (state: StatusState, revocations: [Revocation]) {
        let state = try state()
        // The usual case, ten times a second: one row and no more.
        guard state.lastSequence > sequence else { return (state, []) }
        let rows = try transaction.rows(
            """
            SELECT sequence, position, key_id, revoked_at FROM revocations
            WHERE sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
            """
        )
        return (state, try rows.map(Revocation.init))
    }

    /// Sets the bits of positions.
    func revoke(_ positions: [Int64], at now: Timestamp) throws {
        guard !positions.isEmpty else { return }
        let first = try takeRevocationSequences(positions.count)
        for (offset, position) in positions.enumerated() {
            try transaction.execute(
                """
                INSERT INTO revocations (sequence, position, revoked_at)
                VALUES (\(first + Int64(offset)), \(position), \(now.milliseconds))
                """
            )
        }
    }

    /// Tells of a revoked signing key.
    ///
    /// - Returns: the number of the event.
    func revokeKey(_ keyID: String, at now: Timestamp) throws -> Int64 {
        let sequence = try takeRevocationSequences(1)
        try transaction.execute(
            "INSERT INTO revocations (sequence, key_id, revoked_at) VALUES (\(sequence), \(keyID), \(now.milliseconds))"
        )
        return sequence
    }

    private func takeRevocationSequences(_ count: Int) throws -> Int64 {
        let row = try transaction.row(
            """
            UPDATE status_state SET last_sequence = last_sequence + \(count) WHERE id = 1
            RETURNING last_sequence - \(count) + 1 AS first
            """
        )
        guard let row else { throw PersistenceError.statusStateMissing }
        try transaction.announce(.revocations)
        return try row.integer("first")
    }

    /// Since when nothing can need the oldest revocation any more; nil while something can.
    func oldestForgotten(at now: Timestamp) throws -> Timestamp? {
        let row = try transaction.row("SELECT revoked_at FROM revocations ORDER BY sequence LIMIT 1")
        guard let row else { return nil }
        let forgotten = Timestamp(milliseconds: try row.integer("revoked_at")) + StatusLifetime.untilForgotten
        return forgotten <= now ? forgotten : nil
    }

    /// One bounded step: removes the oldest revocations that nothing can need any more, and frees their positions.
    ///
    /// - Returns: how many were removed.
    func purge(limit: Int, at now: Timestamp) throws -> Int {
        let forgotten = now - StatusLifetime.untilForgotten
        let oldest = try transaction.rows(
            "SELECT sequence, position, key_id, revoked_at FROM revocations ORDER BY sequence LIMIT \(limit)"
        ).map(Revocation.init)
        // Only what is in front: a clock that jumped leaves a later one waiting, and the order stays whole.
        let due = oldest.prefix { $0.id.moment <= forgotten }
        guard let last = due.last else { return 0 }
        let freeFrom = now + StatusLifetime.untilListsExpired
        for case .position(let position) in due.map(\.subject) {
            try freePosition(position, from: freeFrom)
        }
        try transaction.execute("DELETE FROM revocations WHERE sequence <= \(last.id.sequence)")
        try transaction.execute(
            """
            UPDATE status_state SET purged_sequence = \(last.id.sequence), purged_at = \(last.id.moment.milliseconds)
            WHERE id = 1
            """
        )
        return due.count
    }
}

extension Revocation {
    fileprivate init(_ row: Row) throws {
        id = StatusEventID(
            sequence: try row.integer("sequence"),
            moment: Timestamp(milliseconds: try row.integer("revoked_at"))
        )
        if let position = try row.optionalInteger("position") {
            subject = .position(position)
        } else {
            subject = .key(try row.text("key_id"))
        }
    }
}

extension Transaction {
    /// The tables of status lists.
    var statusLists: StatusTable { StatusTable(transaction: self) }
}
