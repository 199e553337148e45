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
    /// - Parameter statements: In order; after one that fails the rest is skipped.
    /// - Returns: As many answers.
    /// - Throws: ``PersistenceError/Code/unavailable`` when the connection is of no more use;
    ///   ``PersistenceError/Code/columnType`` for a row that cannot be read, after which it is of no more use either.
    func answers(to statements: [RenderedSQL]) throws(PersistenceError) -> [Answer] {
        let deadline = deadline
        // Whatever is thrown from here on leaves answers behind that nobody would read.
        isWhole = false
        var preparations: [(key: StatementCache.Key, name: String)?] = []
        for statement in statements { preparations.append(try send(statement)) }
        try mark()
        try flush(until: deadline)
        try readUnread(until: deadline)
        var answers: [Answer] = []
        for preparation in preparations {
            guard let preparation else {
                answers.append(try readAnswer(until: deadline))
                continue
            }
            let prepared = try readAnswer(until: deadline)
            let answer = try readAnswer(until: deadline)
            if case .rows = prepared {
                self.statements.insert(preparation.key, name: preparation.name)
                answers.append(answer)
            } else {
                // What the text was refused for; the statement itself was skipped.
                answers.append(prepared)
            }
        }
        try readMark(until: deadline)
        isWhole = true
        isUsed = true
        return answers
    }

    /// Sends a statement without values whose answer nobody needs; it is read before that of the next one.
    func post(_ statement: RenderedSQL) throws(PersistenceError) {
        guard self.statements.name(of: StatementCache.Key(statement)) != nil else {
            _ = try answers(to: [statement])
            return
        }
        isWhole = false
        _ = try send(statement)
        try mark()
        unreadAnswers += 1
        try flush(until: deadline)
        isWhole = true
    }

    /// Runs several statements that stand in one text, by the simple protocol.
    ///
    /// - Returns: What it failed for; nil when it did not.
    func runScript(_ text: String) throws(PersistenceError) -> ServerFailure? {
        let deadline = deadline
        isWhole = false
        try readUnread(until: deadline)
        guard unsafe PQexitPipelineMode(handle) == 1, unsafe PQsendQuery(handle, text) == 1 else { throw lost }
        try flush(until: deadline)
        var failure: ServerFailure?
        while let result = unsafe try nextResult(until: deadline) {
            defer { unsafe PQclear(result) }
            if failure == nil, unsafe PQresultStatus(result) == PGRES_FATAL_ERROR {
                failure = unsafe ServerFailure(result)
            }
        }
        guard unsafe PQenterPipelineMode(handle) == 1 else { throw lost }
        isWhole = true
        return failure
    }

    /// - Returns: What has to be prepared first, if it has not been.
    private func send(
        _ statement: RenderedSQL
    ) throws(PersistenceError) -> (key: StatementCache.Key, name: String)? {
        let key = StatementCache.Key(statement)
        let known = statements.name(of: key)
        let name = known ?? statements.newName()
        if known == nil {
            let types = key.types.map(\.rawValue)
            guard unsafe PQsendPrepare(handle, name, statement.text, CInt(clamping: types.count), types) == 1 else {
                throw lost
            }
        }
        let isSent = unsafe Parameters(statement.values).withPointers { count, values, lengths, formats in
            unsafe PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw lost }
        return known == nil ? (key, name) : nil
    }

    private func mark() throws(PersistenceError) {
        guard unsafe PQpipelineSync(handle) == 1 else { throw lost }
    }

    private func readUnread(until deadline: ContinuousClock.Instant?) throws(PersistenceError) {
        while unreadAnswers > 0 {
            guard case .rows = try readAnswer(until: deadline) else { throw lost }
            try readMark(until: deadline)
            unreadAnswers -= 1
        }
    }

    private func readAnswer(until deadline: ContinuousClock.Instant?) throws(PersistenceError) -> Answer {
        guard let result = unsafe try nextResult(until: deadline) else { throw lost }
        defer { unsafe PQclear(result) }
        let answer: Answer
        switch unsafe PQresultStatus(result) {
        case PGRES_COMMAND_OK: answer = unsafe .rows([], changed: ResultRows.changedCount(of: result))
        case PGRES_TUPLES_OK:
            answer = unsafe .rows(try ResultRows.rows(of: result), changed: ResultRows.changedCount(of: result))
        case PGRES_PIPELINE_ABORTED: answer = .skipped
        case PGRES_FATAL_ERROR:
            answer = unsafe .failed(ServerFailure(result))
            // libpq reports a connection that broke as a failure without a state.
            if unsafe PQstatus(handle) != CONNECTION_OK { throw lost }
        default: throw lost
        }
        guard unsafe try nextResult(until: deadline) == nil else { throw lost }
        return answer
    }

    private func readMark(until deadline: ContinuousClock.Instant?) throws(PersistenceError) {
        guard let result = unsafe try nextResult(until: deadline) else { throw lost }
        defer { unsafe PQclear(result) }
        guard unsafe PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw lost }
    }
}
