import CLibPQ
import Persistence

/// Reading answers, each held against what was asked.
extension ServerConnection {
    /// Reads the answer to one statement, and before it that to its preparation, if it was prepared in the same exchange.
    func readAnswer(
        to question: Question,
        until deadline: ContinuousClock.Instant?
    ) throws(PersistenceError) -> Answer {
        var prepared = question.prepared
        var refusal: ServerFailure?
        if prepared == nil {
            // Whatever fails of the three, the rest is skipped.
            let parsed = unsafe try readResult(until: deadline) { result, status throws(PersistenceError) in
                try unsafe Self.preparation(result, status)
            }
            let described = unsafe try readResult(until: deadline) { result, status throws(PersistenceError) in
                (try unsafe Self.preparation(result, status), unsafe ResultColumns(result))
            }
            if case .rows = parsed, case .rows = described.0 {
                let statement = StatementCache.Prepared(name: question.name, columns: described.1)
                statements.insert(question.key, statement)
                prepared = statement
            }
            for case .failed(let failed) in [parsed, described.0] { refusal = refusal ?? failed }
        }
        let answer = unsafe try readResult(until: deadline) { result, status throws(PersistenceError) in
            try unsafe Self.answer(to: question, prepared, result, status)
        }
        note(question, answer)
        // What the text was refused for; the statement itself was skipped.
        return refusal.map { .failed($0) } ?? answer
    }

    /// Reads the mark behind the answers of one exchange.
    func readMark(until deadline: ContinuousClock.Instant?) throws(PersistenceError) {
        guard let result = unsafe try nextResult(until: deadline) else { throw Self.foreign }
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw Self.foreign }
    }

    /// Makes sure that the server is in a transaction exactly if it was told to be.
    func checkTransaction() throws(PersistenceError) {
        let status = unsafe PQtransactionStatus(try handle)
        let isRight =
            isInTransaction ? status == PQTRANS_INTRANS || status == PQTRANS_INERROR : status == PQTRANS_IDLE
        guard isRight else { throw Self.foreign }
    }

    private func note(_ question: Question, _ answer: Answer) {
        switch (question.effect, answer) {
        case (.begins, .rows): isInTransaction = true
        // A `COMMIT` that fails ends the transaction, too.
        case (.ends, .rows), (.ends, .failed): isInTransaction = false
        default: break
        }
    }

    private func readResult<Value>(
        until deadline: ContinuousClock.Instant?,
        _ read: (OpaquePointer, ExecStatusType) throws(PersistenceError) -> Value
    ) throws(PersistenceError) -> Value {
        let handle = unsafe try handle
        guard let result = unsafe try nextResult(until: deadline) else { throw unsafe Self.lost(handle) }
        defer { unsafe PQclear(result) }
        let status = unsafe PQresultStatus(result)
        // libpq reports a connection that broke as a failure without a state.
        if unsafe PQstatus(handle) != CONNECTION_OK { throw unsafe Self.lost(handle) }
        let value = unsafe try read(result, status)
        guard unsafe try nextResult(until: deadline) == nil else { throw Self.foreign }
        return value
    }

    private static func preparation(
        _ result: OpaquePointer,
        _ status: ExecStatusType
    ) throws(PersistenceError) -> Answer {
        switch status {
        case PGRES_COMMAND_OK: .rows([], changed: 0)
        case PGRES_PIPELINE_ABORTED: .skipped
        case PGRES_FATAL_ERROR: unsafe .failed(ServerFailure(result))
        default: throw foreign
        }
    }

    private static func answer(
        to question: Question,
        _ prepared: StatementCache.Prepared?,
        _ result: OpaquePointer,
        _ status: ExecStatusType
    ) throws(PersistenceError) -> Answer {
        switch status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
            guard let columns = prepared?.columns, unsafe question.fits(result, columns) else { throw foreign }
            let changed = unsafe ResultRows.changedCount(of: result)
            return unsafe .rows(try ResultRows.rows(of: result, columns), changed: changed)
        case PGRES_PIPELINE_ABORTED: return .skipped
        case PGRES_FATAL_ERROR: return unsafe .failed(ServerFailure(result))
        default: throw foreign
        }
    }
}
