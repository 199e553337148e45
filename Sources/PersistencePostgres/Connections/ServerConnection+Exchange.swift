import CLibPQ
import Persistence

/// What the server answered to one statement.
enum Answer {
    /// Rows, and how many rows the statement inserted, updated or deleted.
    case rows([Row], changed: Int)
    /// The statement failed.
    case failed(ServerFailure)
    /// It was not run, since one before it in the same exchange had failed.
    case skipped
}

/// Statements out, answers in.
extension ServerConnection {
    /// Sends statements in one packet and waits for every answer.
    ///
    /// - Parameters:
    ///   - statements: In order; after one that fails the rest is skipped.
    ///   - deadline: When the one who asks gives up; nil for never.
    /// - Returns: As many answers.
    /// - Throws: ``/Persistence/PersistenceError/Code/unavailable`` when the answers did not come, or were others than
    ///   those that were asked for; ``/Persistence/PersistenceError/Code/columnType`` for a row that cannot be read. The
    ///   connection is closed then.
    func answers(
        to statements: [RenderedSQL],
        until deadline: ContinuousClock.Instant?
    ) throws(PersistenceError) -> [Answer] {
        try exchange { () throws(PersistenceError) in
            let deadline = answerDeadline(deadline)
            var questions: [Question] = []
            for statement in statements { questions.append(try send(statement)) }
            try mark()
            try flush(until: deadline)
            try readUnread(until: deadline)
            var answers: [Answer] = []
            for question in questions { answers.append(try readAnswer(to: question, until: deadline)) }
            try readMark(until: deadline)
            try checkTransaction()
            isUsed = true
            return answers
        }
    }

    /// Sends a statement without values whose answer is not needed; it is read before that of the next one.
    func post(_ statement: RenderedSQL, until deadline: ContinuousClock.Instant?) throws(PersistenceError) {
        try exchange { () throws(PersistenceError) in
            let question = try send(statement)
            try mark()
            unread.append(question)
            if question.effect == .ends { isInTransaction = false }
            try flush(until: answerDeadline(deadline))
        }
    }

    /// Runs several statements that stand in one text, by the simple protocol.
    ///
    /// - Returns: What it failed for; nil when it did not.
    func runScript(
        _ text: String,
        until deadline: ContinuousClock.Instant?
    ) throws(PersistenceError) -> ServerFailure? {
        try exchange { () throws(PersistenceError) in
            let handle = unsafe try handle
            let deadline = answerDeadline(deadline)
            try readUnread(until: deadline)
            guard unsafe PQexitPipelineMode(handle) == 1, unsafe PQsendQuery(handle, text) == 1 else {
                throw unsafe Self.lost(handle)
            }
            try flush(until: deadline)
            var failure: ServerFailure?
            while let result = unsafe try nextResult(until: deadline) {
                defer { unsafe PQclear(result) }
                if failure == nil, unsafe PQresultStatus(result) == PGRES_FATAL_ERROR {
                    failure = unsafe ServerFailure(result)
                }
            }
            try checkTransaction()
            guard unsafe PQenterPipelineMode(handle) == 1 else { throw unsafe Self.lost(handle) }
            return failure
        }
    }

    private func send(_ statement: RenderedSQL) throws(PersistenceError) -> Question {
        let handle = unsafe try handle
        let key = StatementCache.Key(statement)
        let prepared = statements[key]
        let name = prepared?.name ?? statements.newName()
        if prepared == nil {
            let types = key.types.map(\.rawValue)
            guard unsafe PQsendPrepare(handle, name, statement.text, CInt(clamping: types.count), types) == 1,
                unsafe PQsendDescribePrepared(handle, name) == 1
            else { throw unsafe Self.lost(handle) }
        }
        let isSent = unsafe Parameters(statement.values).withPointers { count, values, lengths, formats in
            unsafe PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw unsafe Self.lost(handle) }
        return Question(key, prepared: prepared, name: name)
    }

    private func mark() throws(PersistenceError) {
        let handle = unsafe try handle
        guard unsafe PQpipelineSync(handle) == 1 else { throw unsafe Self.lost(handle) }
    }

    private func readUnread(until deadline: ContinuousClock.Instant?) throws(PersistenceError) {
        while let question = unread.first {
            switch try readAnswer(to: question, until: deadline) {
            case .rows: break
            case .failed(let failed): throw PersistenceError(.unavailable, message: failed.error.message)
            case .skipped: throw Self.foreign
            }
            try readMark(until: deadline)
            unread.removeFirst()
        }
    }
}
