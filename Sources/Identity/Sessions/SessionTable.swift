import Persistence

/// A session that a refresh gives tokens for, not decoded yet.
struct RefreshedSession: Sendable {
    fileprivate let row: SessionRow
    fileprivate let statusPosition: Int64

    /// What its next tokens are made of.
    func basis() throws -> TokenBasis {
        TokenBasis(session: try row.basis().placed(at: statusPosition), grants: try row.grants())
    }
}

/// The table of sessions and its verbs, each of which is atomic.
struct SessionTable {
    let transaction: any Transaction

    /// The linearisation point of a refresh: replaces the good token by the successor of `presented`, if the session lives and
    /// its good generation is `expected`, which is `presented` but after a database was restored from a backup, and it is bound
    /// to no key or to the one that was proven.
    ///
    /// An attempt makes one step: it does not rotate the token that it led to itself; a token that is ahead of the row, the row's
    /// attempt did not lead to. A replacement is the same statement, with the
    /// good token in the place of the presented one.
    func rotate(
        _ id: SessionID,
        presented: Int64,
        expected: Int64,
        mark: RefreshStepMark,
        provenKey: String?,
        idleLifetime: Duration,
        from source: RequestSource,
        at now: Timestamp
    ) throws -> RefreshedSession? {
        let idleExpiresAt = (now + idleLifetime).milliseconds
        let attempts: SQL = "CAST(\(mark.bytes) || COALESCE(attempts, \([UInt8]())) AS \(type: .bytes))"
        let isNew: SQL =
            if case .attempt(let hash) = mark, presented == expected {
                " AND (attempts IS NULL OR substr(attempts, 1, CAST(\(AttemptHash.length) AS INTEGER)) <> \(hash.bytes))"
            } else {
                ""
            }
        let row = try transaction.row(
            """
            UPDATE sessions SET
                generation = \(presented + 1), rotated_at = \(now.milliseconds), attempts = CAST(substr(\(attempts), 1, CAST(\(StepHistory.limit * RefreshStepMark.length) AS INTEGER)) AS \(type: .bytes)),
                last_seen_at = \(now.milliseconds),
                idle_expires_at = CASE WHEN expires_at < \(idleExpiresAt) THEN expires_at ELSE \(idleExpiresAt) END,
                last_address = \(source.address), last_user_agent = \(source.userAgent)
            WHERE id = \(id) AND generation = \(expected) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)
                AND account_id IS NOT NULL AND (key_thumbprint IS NULL OR key_thumbprint = \(provenKey))\(isNew)
            RETURNING \(SessionRow.basisColumns), \(SessionRow.grantsColumn)
            """
        )
        return try row.map { try refreshed(SessionRow($0), id, at: now) }
    }

    /// A session that is given tokens; one from before there were status lists gets its position.
    func refreshed(_ row: SessionRow, _ id: SessionID, at now: Timestamp) throws -> RefreshedSession {
        RefreshedSession(row: row, statusPosition: try row.statusPosition() ?? giveStatusPosition(to: id, at: now))
    }

    /// Gives a position to a living session that has none, since it began before there were status lists.
    func giveStatusPosition(to id: SessionID, at now: Timestamp) throws -> Int64 {
        let position = try transaction.statusLists.takePosition(at: now)
        try transaction.execute(
            "UPDATE sessions SET status_position = \(position) WHERE id = \(id) AND status_position IS NULL"
        )
        return position
    }

    /// The session's row, and what its next access token says about the account.
    func find(_ id: SessionID) throws -> SessionRow? {
        try transaction.row("SELECT \(SessionRow.columns), \(SessionRow.grantsColumn) FROM sessions WHERE id = \(id)")
            .map(SessionRow.init)
    }

    /// Ends a session that lives; false when it has ended already or is not there.
    ///
    /// With `account` it ends only a session of this account. Its bit in the status list is set, unless its lifetime ran out.
    @discardableResult
    func markEnded(_ id: SessionID, of account: AccountID? = nil, _ end: SessionEnd) throws -> Bool {
        let owner: SQL = account.map { " AND account_id = \($0)" } ?? ""
        let row = try transaction.row(
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

    /// Takes the position of a session that has ended: its bit is set, unless its lifetime ran out, which its tokens know.
    private func releaseStatusPosition(_ position: Int64, _ end: SessionEnd) throws {
        switch end.cause {
        case .idleTimeout, .absoluteTimeout:
            try transaction.statusLists.freePosition(position, from: end.at + StatusLifetime.untilForgotten)
        case .signedOut, .endedElsewhere, .signedOutEverywhere, .revokedByAdministrator, .revokedByClient,
            .passwordChanged, .accountDisabled, .accountDeleted, .refreshTokenReuse:
            try transaction.statusLists.revoke([position], at: end.at)
        }
    }

    /// Ends every session of an account that lives, but for one, and sets their bits in the status lists.
    ///
    /// - Returns: the sessions that this call ended.
    func markAllEnded(
        of account: AccountID,
        except kept: SessionID?,
        cause: SessionEndCause,
        at now: Timestamp
    ) throws -> [SessionID] {
        let exception: SQL = kept.map { " AND id <> \($0)" } ?? ""
        let ended = try transaction.rows(
            """
            UPDATE sessions SET ended_at = \(now.milliseconds), end_cause = \(cause.rawValue)
            WHERE account_id = \(account) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)\(exception)
            RETURNING id, status_position
            """
        )
        try transaction.statusLists.revoke(ended.compactMap { try $0.optionalInteger("status_position") }, at: now)
        return try ended.map { SessionID(unchecked: try $0.bytes("id")) }
    }

    /// The sessions of an account, the newest first, without those that ended before `endedAfter`.
    func list(of account: AccountID, endedAfter: Timestamp, limit: Int) throws -> [Session] {
        try transaction.rows(
            """
            SELECT \(SessionRow.columns) FROM sessions
            WHERE account_id = \(account) AND (ended_at IS NULL OR ended_at > \(endedAfter.milliseconds))
            ORDER BY id DESC LIMIT \(limit)
            """
        ).compactMap { try SessionRow($0).session() }
    }

    /// Whether the session lives.
    func isAlive(_ id: SessionID, at now: Timestamp) throws -> Bool {
        try transaction.exists(
            "SELECT 1 FROM sessions WHERE id = \(id) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)"
        )
    }
}

extension Transaction {
    /// The table of sessions.
    var sessions: SessionTable { SessionTable(transaction: self) }
}
