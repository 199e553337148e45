import Persistence

/// The connection that bodies see.
///
/// `BEGIN` waits for the first statement and goes out with it; a body without statements costs the server nothing.
final class TransactionConnection: TransactionalConnection {
    private let server: ServerConnection
    private let constraints: ConstraintNames
    private let kind: TransactionKind
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

    init(_ server: ServerConnection, _ kind: TransactionKind, constraints: ConstraintNames) {
        self.server = server
        self.kind = kind
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
    /// - Throws: Why they are not. A connection that is lost now leaves open whether they are.
    func commit() throws {
        if let failure { throw failure }
        guard hasBegun, !isOver else { return }
        isOver = true
        // Nothing was written, so nobody needs to hear that it has ended.
        if kind == .snapshot {
            try? server.post(.control("COMMIT"))
            return
        }
        let answer: Answer?
        do {
            answer = try server.answers(to: [.control("COMMIT")]).first
        } catch {
            throw PersistenceError(
                error.code,
                message: "\(error.message); whether the last write was kept is not known"
            )
        }
        if case .failed(let failed) = answer {
            note(failed)
            throw failed.error
        }
    }

    /// Ends the transaction so that nothing of it is kept.
    func rollBack() {
        guard hasBegun, !isOver else { return }
        isOver = true
        // If it cannot be sent, the connection is of no more use, and the server rolls back by itself.
        try? server.post(.control("ROLLBACK"))
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
            return try run(try sql.rendered(in: .postgreSQL))
        } catch {
            failure = error
            if !server.isWhole { remedy = .onAnotherConnection }
            rollBack()
            throw error
        }
    }

    private func run(_ statement: RenderedSQL) throws(PersistenceError) -> (rows: [Row], changed: Int) {
        if statement.isScript { return try runScript(statement.text) }
        var outcome: (rows: [Row], changed: Int) = ([], 0)
        for answer in try server.answers(to: beginning() + [statement]) {
            switch answer {
            case .rows(let rows, let changed): outcome = (rows, changed)
            case .failed(let failed): throw understood(failed)
            case .skipped: break
            }
        }
        return outcome
    }

    private func runScript(_ text: String) throws(PersistenceError) -> (rows: [Row], changed: Int) {
        for case .failed(let failed) in try server.answers(to: beginning()) { throw understood(failed) }
        if let failed = try server.runScript(text) { throw understood(failed) }
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
        guard failed.error.code == .uniqueViolation, let index = failed.error.constraint, server.isWhole,
            let columns = constraints.columns(ofIndex: index, on: server)
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
