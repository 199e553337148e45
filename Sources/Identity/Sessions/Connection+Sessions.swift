import Persistence
import TesseraOAuth

/// The row of a session that was rotated.
///
/// Decoded by who asked for it, not by the thread that writes.
struct RotatedSession: Sendable {
    fileprivate static let columns: SQL = """
        id, account_id, client_id, transport, generation, scope, authenticated_at, idle_expires_at, methods, \
        status_position, key_thumbprint, \(AccountGrants.column)
        """
    fileprivate let row: Row
    fileprivate let statusPosition: Int64

    /// What the session's next tokens are made of.
    func basis() throws -> TokenBasis {
        TokenBasis(
            sessionID: SessionID(unchecked: try row.bytes("id")),
            accountID: AccountID(unchecked: try row.bytes("account_id")),
            clientID: try row.text("client_id"),
            transport: TokenTransport(rawValue: try row.text("transport")) ?? .body,
            generation: try row.integer("generation"),
            scope: try Scope(parsing: try row.text("scope")),
            authenticatedAt: Timestamp(milliseconds: try row.integer("authenticated_at")),
            idleExpiresAt: Timestamp(milliseconds: try row.integer("idle_expires_at")),
            methods: WordList.words(try row.text("methods")),
            grants: try AccountGrants(row),
            statusPosition: statusPosition,
            keyThumbprint: try row.optionalText("key_thumbprint")
        )
    }
}

extension AccountGrants {
    /// Roles and permissions of a session's account in one look-up; a comma, which no word has, stands between them.
    fileprivate static let column: SQL = """
        (SELECT roles || ',' || permissions FROM accounts WHERE accounts.id = sessions.account_id) AS account_grants
        """

    /// Nothing when the account has been deleted.
    fileprivate init(_ row: Row) throws {
        let parts = try (row.optionalText("account_grants") ?? "").split(
            separator: ",",
            omittingEmptySubsequences: false
        )
        self.init(
            roles: WordList.words(String(parts.first ?? "")),
            permissions: WordList.words(String(parts.dropFirst().first ?? ""))
        )
    }
}

/// The verbs of sessions. Each is atomic.
extension Connection {
    /// The linearisation point of a refresh: replaces the good token by the successor of `presented`, if the session lives and
    /// its good generation is `expected`, which is `presented` but after a database was restored from a backup, and it is bound
    /// to no key or to the one that was proven.
    ///
    /// An attempt makes one step: it does not rotate the token that it led to itself; a token that is ahead of the row, the row's
    /// attempt did not lead to. A replacement is the same statement, with the
    /// good token in the place of the presented one.
    func rotateSession(
        _ id: SessionID,
        presented: Int64,
        expected: Int64,
        mark: RefreshStepMark,
        provenKey: String?,
        idleLifetime: Duration,
        from source: RequestSource,
        at now: Timestamp
    ) throws -> RotatedSession? {
        let idleExpiresAt = (now + idleLifetime).milliseconds
        let attempts: SQL = "CAST(\(mark.bytes) || COALESCE(attempts, \([UInt8]())) AS \(type: .bytes))"
        let isNew: SQL =
            if case .attempt(let hash) = mark, presented == expected {
                " AND (attempts IS NULL OR substr(attempts, 1, CAST(\(AttemptHash.length) AS INTEGER)) <> \(hash.bytes))"
            } else {
                ""
            }
        let row = try row(
            """
            UPDATE sessions SET
                generation = \(presented + 1), rotated_at = \(now.milliseconds), attempts = CAST(substr(\(attempts), 1, CAST(\(StepHistory.limit * RefreshStepMark.length) AS INTEGER)) AS \(type: .bytes)),
                last_seen_at = \(now.milliseconds),
                idle_expires_at = CASE WHEN expires_at < \(idleExpiresAt) THEN expires_at ELSE \(idleExpiresAt) END,
                last_address = \(source.address), last_user_agent = \(source.userAgent)
            WHERE id = \(id) AND generation = \(expected) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)
                AND account_id IS NOT NULL AND (key_thumbprint IS NULL OR key_thumbprint = \(provenKey))\(isNew)
            RETURNING \(RotatedSession.columns)
            """
        )
        guard let row else { return nil }
        let position = try row.optionalInteger("status_position") ?? giveStatusPosition(to: id, at: now)
        return RotatedSession(row: row, statusPosition: position)
    }

    /// The session's row, and what its next access token says about the account.
    func sessionRow(_ id: SessionID) throws -> (row: SessionRow, grants: AccountGrants)? {
        let row = try row(
            """
            SELECT \(SessionRow.columns), \(AccountGrants.column) FROM sessions WHERE id = \(id)
            """
        )
        guard let row else { return nil }
        return (try SessionRow(row), try AccountGrants(row))
    }

    /// Ends a session that lives; false when it has ended already or is not there.
    ///
    /// With `account` it ends only a session of this account. Its bit in the status list is set, unless its lifetime ran out.
    @discardableResult
    func endSession(_ id: SessionID, of account: AccountID? = nil, _ end: SessionEnd) throws -> Bool {
        let owner: SQL = account.map { " AND account_id = \($0)" } ?? ""
        let row = try row(
            """
            UPDATE sessions SET
                ended_at = \(end.at.milliseconds), end_cause = \(end.cause.rawValue),
                reuse_generation_gap = \(end.reuse?.generationGap), reuse_milliseconds = \(end.reuse?.millisecondsSinceRotation),
                reuse_address_differed = \(end.reuse?.addressDiffered),
                reuse_user_agent_differed = \(end.reuse?.userAgentDiffered)
            WHERE id = \(id) AND ended_at IS NULL\(owner)
            RETURNING status_position
            """
        )
        guard let row else { return false }
        if let position = try row.optionalInteger("status_position") { try releaseStatusPosition(position, end) }
        return true
    }

    /// Ends every session of an account that lives, but for one, and sets their bits in the status lists.
    ///
    /// - Returns: the sessions that this call ended.
    func endSessions(
        of account: AccountID,
        except kept: SessionID?,
        cause: SessionEndCause,
        at now: Timestamp
    ) throws -> [SessionID] {
        let exception: SQL = kept.map { " AND id <> \($0)" } ?? ""
        let ended = try rows(
            """
            UPDATE sessions SET ended_at = \(now.milliseconds), end_cause = \(cause.rawValue)
            WHERE account_id = \(account) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)\(exception)
            RETURNING id, status_position
            """
        )
        try revokeStatusPositions(ended.compactMap { try $0.optionalInteger("status_position") }, at: now)
        return try ended.map { SessionID(unchecked: try $0.bytes("id")) }
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
