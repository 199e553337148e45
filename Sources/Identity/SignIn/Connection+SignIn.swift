import Persistence
import TesseraJOSE
import TesseraOAuth

/// The verbs that begin sessions. Each is atomic.
extension Connection {
    /// Begins the session of a sign-in, if the account is still there, still enabled and still has the credentials that were proved.
    ///
    /// What follows from the proof is written down in any case: it was right when it was shown.
    ///
    /// - Returns: what the session's first tokens are made of; nil when the account changed meanwhile.
    func begin(_ signIn: FinishedSignIn, on terms: SessionTerms) throws -> TokenBasis? {
        let now = terms.now
        try signIn.settle(in: self, at: now)
        guard let grants = try noteSignIn(of: signIn.accountID, credentials: signIn.credentials, at: now) else {
            return nil
        }
        let session = Session(
            of: signIn.accountID,
            by: signIn.methods,
            authenticatedAt: signIn.authenticatedAt,
            on: terms
        )
        let position = try takeStatusPosition(at: now)
        try add([session], statusPositions: position..<position + 1)
        try audit(
            AuditEvent(
                .signInSucceeded,
                at: now,
                by: .account(session.accountID),
                account: session.accountID,
                session: session.id,
                from: terms.source
            )
        )
        return TokenBasis(session, grants: grants, statusPosition: position)
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
        let rows = zip(sessions, positions).map { $0.row(statusPosition: $1) }.joined(separator: ", ")
        try execute("INSERT INTO sessions (\(Session.columns)) VALUES \(rows)")
    }
}

extension Session {
    fileprivate static let columns: SQL = """
        status_position, id, account_id, client_id, transport, scope, methods, generation, created_at, authenticated_at, \
        last_seen_at, idle_expires_at, expires_at, created_address, created_user_agent, last_address, last_user_agent, \
        key_thumbprint
        """

    /// The row of a session that lives, in the order of the columns.
    fileprivate func row(statusPosition: Int64) -> SQL {
        """
        (\(statusPosition), \(id), \(accountID), \(clientID), \(transport.rawValue), \(scope.text), \(WordList.text(methods)), \
        \(generation), \(createdAt.milliseconds), \(authenticatedAt.milliseconds), \(lastSeenAt.milliseconds), \
        \(idleExpiresAt.milliseconds), \(expiresAt.milliseconds), \(createdAddress), \(createdUserAgent), \(lastAddress), \
        \(lastUserAgent), \(keyThumbprint))
        """
    }
}
