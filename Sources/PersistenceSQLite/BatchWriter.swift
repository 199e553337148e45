import GRDB
import GRDBSQLite
import Persistence

/// Commits waiting writes together: one transaction, a savepoint for each write, one `fsync` for all.
///
/// It goes on with the same connection after any failure. SQLite then rolls the transaction back, and what is in the file of it
/// counts for nothing: the next commit writes over it, and frames that it leaves behind do not fit its checksums. A commit that
/// was answered had its own `fsync`, and a checkpoint that failed begins again from the log, so a page that the kernel took for
/// written is written again. Nothing is gained by opening the database anew.
struct BatchWriter: Sendable {
    let pool: DatabasePool
    let files: DatabaseFiles

    /// Runs the writes and answers every caller: after the commit with its body's outcome, or with the commit's error.
    func commit(_ batch: [any PendingWrite]) {
        let run = pool.writeWithoutTransaction { database in
            attempt(batch, on: SQLiteTransaction(database))
        }
        finish(run, of: batch)
    }

    /// Runs the writes and answers every caller, unless another process holds the database for longer than they can wait.
    ///
    /// - Returns: The error when nothing has begun and no caller was answered; nil otherwise.
    func tryCommit(_ batch: [any PendingWrite], waitingForLocks patience: Duration) -> PersistenceError? {
        let run = pool.writeWithoutTransaction { database in
            let connection = SQLiteTransaction(database)
            connection.waitForLocks(atMost: patience)
            return attempt(batch, on: connection)
        }
        if case .notBegun(let error) = run, error.code == .busy { return error }
        finish(run, of: batch)
        return nil
    }

    /// What came of a transaction.
    private enum Run {
        /// Every write was answered but for these, which must be run again alone.
        case answered(but: [any PendingWrite])
        /// There was no transaction, and no caller was answered.
        case notBegun(PersistenceError)
    }

    private func finish(_ run: Run, of batch: [any PendingWrite]) {
        switch run {
        // A neighbour took the whole transaction down. Bodies may be run again, now each by itself.
        case .answered(let again): for write in again { commit([write]) }
        case .notBegun(let error): for write in batch { write.fail(error) }
        }
    }

    /// How many pages were written to the write-ahead log since this was asked last.
    func takePagesWritten() -> Int {
        pool.writeWithoutTransaction { database in
            var (pages, highest): (CInt, CInt) = (0, 0)
            unsafe sqlite3_db_status(database.sqliteConnection, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 1)
            return Int(pages)
        }
    }

    /// Moves the little that the ``Checkpointer`` has left, so that the log begins anew.
    ///
    /// - Returns: How many pages the log has; 0 when that failed, to be tried again after the next pass.
    func finishCheckpoint() -> Int {
        (try? pool.writeWithoutTransaction { try $0.checkpoint(.passive).walFrameCount }) ?? 0
    }

    private func attempt(_ batch: [any PendingWrite], on connection: SQLiteTransaction) -> Run {
        defer { leaveTransaction(connection) }
        // Nothing is begun in a file that is gone, so that nothing of it shows when the file comes back.
        do throws(PersistenceError) { try files.look() } catch {
            saveLog(connection)
            return refused(batch, error)
        }
        do {
            leaveTransaction(connection)
            try connection.control("BEGIN IMMEDIATE")
        } catch {
            return .notBegun(error)
        }
        do {
            if let culprit = try runBodies(batch, on: connection) {
                culprit.answer()
                return .answered(but: batch.filter { $0 !== culprit })
            }
        } catch {
            for write in batch { write.fail(error) }
            return .answered(but: [])
        }
        do {
            try connection.control("COMMIT")
        } catch {
            // A constraint that is checked at the commit belongs to one of the writes: find out whose.
            if batch.count > 1, error.code == .foreignKeyViolation { return .answered(but: batch) }
            // The words of the transaction may be in the file when the disk fails; only a crash before the next commit brings them back.
            let isOpen = error.code == .inputOutput || error.code == .corrupt
            for write in batch { write.fail(isOpen ? error.withUnknownOutcome : error) }
            return .answered(but: [])
        }
        // It may have gone away meanwhile. What was committed is there again when it comes back, and lost when it does not.
        do throws(PersistenceError) { try files.look() } catch { return refused(batch, error.withUnknownOutcome) }
        for write in batch { write.answer() }
        return .answered(but: [])
    }

    private func refused(_ batch: [any PendingWrite], _ error: PersistenceError) -> Run {
        for write in batch { write.fail(error) }
        return .answered(but: [])
    }

    /// Moves what was answered into the database's file when only the log was removed, which is still open here and nowhere else.
    private func saveLog(_ connection: SQLiteTransaction) {
        guard files.hasLostLogOnly else { return }
        // It is tried again with each write that is refused.
        try? connection.control("PRAGMA wal_checkpoint(PASSIVE)")
    }

    /// - Returns: The write whose failure made SQLite give up the whole transaction, if there is one.
    private func runBodies(
        _ batch: [any PendingWrite],
        on connection: SQLiteTransaction
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

    private func leaveTransaction(_ connection: SQLiteTransaction) {
        guard connection.isInsideTransaction else { return }
        // The next batch tries again if this fails, before it begins.
        try? connection.control("ROLLBACK")
    }
}
