import Persistence

/// The connection that bodies see.
///
/// `BEGIN` waits for the first statement and goes out with it; a body without statements costs the server nothing.
final class PostgresTransaction: CheckedTransaction {
    private let server: ServerConnection
    private let constraints: ConstraintNames
    private let kind: TransactionKind
    private let deadline: ContinuousClock.Instant?
    private var hasBegun = false
    private var isOver = false
    /// The first failure of a statement of the body; it fails the transaction.
    private(set) var failure: PersistenceError?
    /// What else there is to do than to tell the caller.
    private(set) var remedy: Remedy?

    /// What can help after a failure.
    enum Remedy: Sendable {
        /// Another transaction was in the way.
        case again
        /// The server, or the connection to it, is gone or the wrong one.
        case onAnotherConnection
    }

    /// - Parameters:
    ///   - server: A connection without a transaction.
    ///   - kind: How the transaction begins.
    ///   - deadline: When the one who asked gives up; nil for never.
    ///   - constraints: The columns of unique indexes.
    init(
        _ server: ServerConnection,
        _ kind: TransactionKind,
        until deadline: ContinuousClock.Instant? = nil,
        constraints: ConstraintNames
    ) {
        self.server = server
        self.kind = kind
        self.deadline = deadline
        self.constraints = constraints
    }

    var dialect: Dialect { .postgreSQL }

    func execute(_ sql: SQL) throws -> Int {
        try attempt(sql).changed
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try attempt(sql).rows
    }

    /// Ends the transaction so that its writes are kept, and waits until they are on the disk.
    ///
    /// - Throws: Why they are not. When the connection was lost after `COMMIT` was sent,
    ///   ``/Persistence/PersistenceError/isOutcomeUnknown`` says that they may be.
    func commit() throws {
        if let failure { throw failure }
        guard hasBegun, !isOver else { return }
        // Nothing was written, so no caller needs to hear that it has ended.
        if kind == .snapshot {
            isOver = true
            try? server.post(.control("COMMIT"), until: deadline)
            return
        }
        if let late {
            rollBack()
            throw late
        }
        isOver = true
        let answer: Answer?
        do {
            answer = try server.answers(to: [.control("COMMIT")], until: deadline).first
        } catch {
            throw error.withUnknownOutcome
        }
        guard case .failed(let failed) = answer else { return }
        if failed.leavesOutcomeOpen {
            let error = failed.error.withUnknownOutcome
            server.giveUp(error)
            throw error
        }
        note(failed)
        throw failed.error
    }

    /// Ends the transaction so that nothing of it is kept.
    func rollBack() {
        guard hasBegun, !isOver else { return }
        isOver = true
        // If it cannot be sent, the connection is closed, and the server rolls back by itself.
        try? server.post(.control("ROLLBACK"), until: deadline)
    }

    /// Gives the connection up, for what came on it was not what was asked for.
    func giveUp(_ reason: PersistenceError) {
        failure = failure ?? reason
        remedy = .onAnotherConnection
        isOver = true
        server.giveUp(reason)
    }

    private var late: PersistenceError? {
        guard let deadline, ContinuousClock.now >= deadline else { return nil }
        return PersistenceError(.unavailable, message: "PostgreSQL was too slow, and the transaction was cancelled")
    }

    private func attempt(_ sql: SQL) throws -> (rows: [Row], changed: Int) {
        if let failure {
            throw PersistenceError(
                .other,
                message: "the transaction has failed by an earlier statement: \(failure.code)"
            )
        }
        do throws(PersistenceError) {
            guard !isOver else { throw PersistenceError(.other, message: "the transaction has ended") }
            if let late { throw late }
            return try run(try sql.rendered(in: .postgreSQL))
        } catch {
            failure = error
            // What cannot be read once cannot be read on another connection either.
            if !server.isOpen, error.code != .columnType { remedy = .onAnotherConnection }
            rollBack()
            throw error
        }
    }

    private func run(_ statement: RenderedSQL) throws(PersistenceError) -> (rows: [Row], changed: Int) {
        if statement.isScript { return try runScript(statement.text) }
        var outcome: (rows: [Row], changed: Int) = ([], 0)
        for answer in try server.answers(to: beginning() + [statement], until: deadline) {
            switch answer {
            case .rows(let rows, let changed): outcome = (rows, changed)
            case .failed(let failed): throw understood(failed)
            case .skipped: break
            }
        }
        return outcome
    }

    private func runScript(_ text: String) throws(PersistenceError) -> (rows: [Row], changed: Int) {
        for case .failed(let failed) in try server.answers(to: beginning(), until: deadline) {
            throw understood(failed)
        }
        if let failed = try server.runScript(text, until: deadline) { throw understood(failed) }
        return ([], 0)
    }

    private func beginning() -> [RenderedSQL] {
        guard !hasBegun else { return [] }
        hasBegun = true
        return [kind.beginning]
    }

    /// Decides what can help, leaves the transaction, which has failed anyway, and then can ask the server for names.
    private func understood(_ failed: ServerFailure) -> PersistenceError {
        note(failed)
        rollBack()
        guard failed.error.code == .uniqueViolation, let index = failed.error.constraint, server.isOpen,
            let columns = constraints.columns(ofIndex: index, on: server, until: deadline)
        else { return failed.error }
        return PersistenceError(.uniqueViolation, constraint: columns, message: failed.error.message)
    }

    private func note(_ failed: ServerFailure) {
        if failed.isConflict {
            remedy = .again
        } else if failed.asksForAnotherConnection || (failed.isReadOnly && kind != .snapshot) {
            remedy = .onAnotherConnection
        }
    }
}
