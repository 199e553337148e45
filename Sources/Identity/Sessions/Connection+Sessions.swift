import Persistence
import TesseraOAuth

/// A rotated session together with what its next access token says about the account.
struct RotatedSession: Sendable {
    let session: Session
    let grants: AccountGrants
}

/// What an account may do, as access tokens carry it.
struct AccountGrants: Sendable, Hashable {
    let roles: [String]
    let permissions: [String]
}

/// The verbs of sessions. Each is atomic.
extension Connection {
    /// Begins a session, if the account is still there, still enabled and still has the password that was checked.
    ///
    /// - Returns: what its first access token says about the account; nil when the account changed meanwhile.
    func beginSession(_ session: Session, passwordHash: String) throws -> AccountGrants? {
        let row = try row(
            """
            UPDATE accounts SET last_signed_in_at = \(session.createdAt.milliseconds)
            WHERE id = \(session.accountID) AND disabled_at IS NULL AND password_hash = \(passwordHash)
            RETURNING roles, permissions
            """
        )
        guard let row else { return nil }
        try execute(
            """
            INSERT INTO sessions (
                id, account_id, client_id, transport, scope, methods, generation, created_at, authenticated_at, last_seen_at,
                idle_expires_at, expires_at, created_address, created_user_agent, last_address, last_user_agent
            ) VALUES (
                \(session.id), \(session.accountID), \(session.clientID), \(session.transport.rawValue), \(session.scope.text),
                \(WordList.text(session.methods)), \(session.generation), \(session.createdAt.milliseconds),
                \(session.authenticatedAt.milliseconds), \(session.lastSeenAt.milliseconds),
                \(session.idleExpiresAt.milliseconds), \(session.expiresAt.milliseconds), \(session.createdAddress),
                \(session.createdUserAgent), \(session.lastAddress), \(session.lastUserAgent)
            )
            """
        )
        return AccountGrants(
            roles: WordList.words(try row.text("roles")),
            permissions: WordList.words(try row.text("permissions"))
        )
    }

    /// The linearisation point of a refresh: replaces the good token by the successor of `presented`, if the session lives and
    /// its good generation is `expected`, which is `presented` but after a database was restored from a backup.
    func rotateSession(
        _ id: SessionID,
        presented: Int64,
        expected: Int64,
        attempt: [UInt8]?,
        idleLifetime: Duration,
        from source: RequestSource,
        at now: Timestamp
    ) throws -> RotatedSession? {
        let idleExpiresAt = (now + idleLifetime).milliseconds
        let row = try row(
            """
            UPDATE sessions SET
                generation = \(presented + 1), rotated_at = \(now.milliseconds), attempt = \(attempt),
                last_seen_at = \(now.milliseconds),
                idle_expires_at = CASE WHEN expires_at < \(idleExpiresAt) THEN expires_at ELSE \(idleExpiresAt) END,
                last_address = \(source.address), last_user_agent = \(source.userAgent)
            WHERE id = \(id) AND generation = \(expected) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)
                AND account_id IS NOT NULL
            RETURNING \(SessionRow.columns),
                (SELECT roles FROM accounts WHERE accounts.id = sessions.account_id) AS account_roles,
                (SELECT permissions FROM accounts WHERE accounts.id = sessions.account_id) AS account_permissions
            """
        )
        guard let row, let session = try SessionRow(row).session else { return nil }
        return RotatedSession(session: session, grants: try grants(row))
    }

    /// The session's row, and what its next access token says about the account.
    func sessionRow(_ id: SessionID) throws -> (row: SessionRow, grants: AccountGrants)? {
        let row = try row(
            """
            SELECT \(SessionRow.columns),
                (SELECT roles FROM accounts WHERE accounts.id = sessions.account_id) AS account_roles,
                (SELECT permissions FROM accounts WHERE accounts.id = sessions.account_id) AS account_permissions
            FROM sessions WHERE id = \(id)
            """
        )
        guard let row else { return nil }
        return (try SessionRow(row), try grants(row))
    }

    private func grants(_ row: Row) throws -> AccountGrants {
        AccountGrants(
            roles: WordList.words(try row.optionalText("account_roles") ?? ""),
            permissions: WordList.words(try row.optionalText("account_permissions") ?? "")
        )
    }

    /// Ends a session that lives; false when it has ended already or is not there.
    ///
    /// With `account` it ends only a session of this account.
    @discardableResult
    func endSession(_ id: SessionID, of account: AccountID? = nil, _ end: SessionEnd) throws -> Bool {
        let owner: SQL = account.map { " AND account_id = \($0)" } ?? ""
        return try execute(
            """
            UPDATE sessions SET
                ended_at = \(end.at.milliseconds), end_cause = \(end.cause.rawValue),
                reuse_generation_gap = \(end.reuse?.generationGap), reuse_milliseconds = \(end.reuse?.millisecondsSinceRotation),
                reuse_address_differed = \(end.reuse?.addressDiffered),
                reuse_user_agent_differed = \(end.reuse?.userAgentDiffered)
            WHERE id = \(id) AND ended_at IS NULL\(owner)
            """
        ) == 1
    }

    /// Ends every session of an account that lives, but for one.
    ///
    /// - Returns: the sessions that this call ended.
    func endSessions(
        of account: AccountID,
        except kept: SessionID?,
        cause: SessionEndCause,
        at now: Timestamp
    ) throws -> [SessionID] {
        let exception: SQL = kept.map { " AND id <> \($0)" } ?? ""
        return try rows(
            """
            UPDATE sessions SET ended_at = \(now.milliseconds), end_cause = \(cause.rawValue)
            WHERE account_id = \(account) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)\(exception)
            RETURNING id
            """
        ).map { SessionID(unchecked: try $0.bytes("id")) }
    }

    /// The sessions of an account, the newest first, without those that ended before `endedAfter`.
    func sessions(of account: AccountID, endedAfter: Timestamp, limit: Int) throws -> [Session] {
        try rows(
            """
            SELECT \(SessionRow.columns) FROM sessions
            WHERE account_id = \(account) AND (ended_at IS NULL OR ended_at > \(endedAfter.milliseconds))
            ORDER BY id DESC LIMIT \(limit)
            """
        ).compactMap { try SessionRow($0).session }
    }

    /// Whether the session lives.
    func isSessionAlive(_ id: SessionID, at now: Timestamp) throws -> Bool {
        try exists(
            "SELECT 1 FROM sessions WHERE id = \(id) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)"
        )
    }
}
