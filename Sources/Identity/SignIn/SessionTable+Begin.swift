import Persistence
import TesseraJOSE
import TesseraOAuth

/// The verbs that begin sessions. Each is atomic.
extension SessionTable {
    /// Begins the session of a sign-in, if the account is still there, still enabled and still has the credentials that were proved.
    ///
    /// What follows from the proof is written down in any case: it was right when it was shown.
    ///
    /// - Returns: what the session's first tokens are made of; nil when the account changed meanwhile.
    func begin(_ signIn: FinishedSignIn, on terms: SessionTerms) throws -> TokenBasis? {
        let now = terms.now
        try signIn.settle(in: transaction, at: now)
        guard
            let grants = try transaction.accounts.noteSignIn(
                of: signIn.accountID,
                credentials: signIn.credentials,
                at: now
            )
        else {
            return nil
        }
        let session = Session(
            of: signIn.accountID,
            by: signIn.methods,
            authenticatedAt: signIn.authenticatedAt,
            on: terms
        )
        let position = try transaction.statusLists.takePosition(at: now)
        try add([session], statusPositions: position..<position + 1)
        try transaction.audit.append(
            AuditEvent(
                .signInSucceeded,
                at: now,
                by: .account(session.accountID),
                account: session.accountID,
                session: session.id,
                from: terms.source
            )
        )
        return TokenBasis(session: session.basis.placed(at: position), grants: grants)
    }

    /// Adds sessions that no sign-in began, by one statement: for databases of load tests.
    ///
    /// - Parameters:
    ///   - sessions: The sessions; their accounts are there.
    ///   - positions: As many positions in the status lists, taken in this transaction.
    /// - Throws: `PersistenceError` of the statement.
    func addSeeded(_ sessions: [Session], statusPositions positions: Range<Int64>) throws {
        try add(sessions, statusPositions: positions)
    }

    private func add(_ sessions: [Session], statusPositions positions: Range<Int64>) throws {
        let rows = zip(sessions, positions).map { $0.newRow(statusPosition: $1) }.joined(separator: ", ")
        try transaction.execute("INSERT INTO sessions (\(SessionRow.columns)) VALUES \(rows)")
    }
}

extension Session {
    /// The row of a session that begins, in the order of ``SessionRow/columns``.
    fileprivate func newRow(statusPosition: Int64) -> SQL {
        """
        (\(basis.id), \(basis.accountID), \(basis.clientID), \(basis.transport.rawValue), \(basis.scope.text), \
        \(WordList.text(basis.methods)), \(basis.generation), \(basis.authenticatedAt.milliseconds), \
        \(basis.idleExpiresAt.milliseconds), \(basis.keyThumbprint), \(statusPosition), \
        \(createdAt.milliseconds), \(lastSeenAt.milliseconds), \(expiresAt.milliseconds), \(createdAddress), \(lastAddress), \
        \(createdUserAgent), \(lastUserAgent), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        """
    }
}
