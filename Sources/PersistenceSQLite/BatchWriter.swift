import GRDB
import Persistence

/// Commits waiting writes together: one transaction, a savepoint for each write, one `fsync` for all.
struct BatchWriter: Sendable {
    let pool: DatabasePool

    /// Runs the writes and answers every caller: after the commit with its body's outcome, or with the commit's error.
    func commit(_ batch: [any PendingWrite]) {
        let again = pool.writeWithoutTransaction { database in
            attempt(batch, on: TransactionConnection(database))
        }
        // A neighbour took the whole transaction down. Bodies may be run again, now each by itself.
        for write in again {
            commit([write])
        }
    }

    /// - Returns: The writes that have not been answered and must be run again alone.
    private func attempt(_ batch: [any PendingWrite], on connection: TransactionConnection) -> [any PendingWrite] {
        defer { leaveTransaction(connection) }
        do {
            leaveTransaction(connection)
            try connection.control("BEGIN IMMEDIATE")
            if let culprit = try runBodies(batch, on: connection) {
                culprit.answer()
                return batch.filter { $0 !== culprit }
            }
        } catch {
            for write in batch { write.fail(error) }
            return []
        }
        do {
            try connection.control("COMMIT")
        } catch {
            // A constraint that is checked at the commit belongs to one of the writes: find out whose.
            if batch.count > 1, error.code == .foreignKeyViolation { return batch }
            for write in batch { write.fail(error) }
            return []
        }
        for write in batch { write.answer() }
        return []
    }

    /// - Returns: The write whose failure made SQLite give up the whole transaction, if there is one.
    private func runBodies(
        _ batch: [any PendingWrite],
        on connection: TransactionConnection
    ) throws(PersistenceError) -> (any PendingWrite)? {
        for write in batch {
            try connection.control("SAVEPOINT write")
            connection.beginBody()
            let isKept = write.run(on: connection)
            guard connection.isInsideTransaction else { return write }
            if !isKept { try connection.control("ROLLBACK TO write") }
            try connection.control("RELEASE write")
        }
        return nil
    }

    private func leaveTransaction(_ connection: TransactionConnection) {
        guard connection.isInsideTransaction else { return }
        // The next batch tries again if this fails, before it begins.
        try? connection.control("ROLLBACK")
    }
}
