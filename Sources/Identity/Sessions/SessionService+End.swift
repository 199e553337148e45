import Persistence
import TesseraJOSE

extension SessionService {
    /// Ends the session that a refresh token belongs to, whatever its generation: who holds any token of the family may end it.
    ///
    /// An older token, a dead one too, is no reuse here: the end is `signed_out`, for that was asked for.
    ///
    /// - Returns: false when there was nothing to end: no token of this server, or a session that had ended.
    public func signOut(refreshToken: String, from source: RequestSource) async throws -> Bool {
        try await end(refreshToken, cause: .signedOut, by: nil, from: source)
    }

    /// Ends the session that a refresh token belongs to, on behalf of a confidential client (RFC 7009 §2.1).
    ///
    /// - Returns: false when there was nothing to end: no token of this server, or a session that had ended.
    public func revoke(refreshToken: String, by client: ClientID, from source: RequestSource) async throws -> Bool {
        try await end(refreshToken, cause: .revokedByClient, by: .client(client), from: source)
    }

    /// Ends the session that a verified access token names, on behalf of a confidential client (RFC 7009 §2.1).
    ///
    /// - Returns: false when there was nothing to end: no such session, or one that had ended.
    public func revoke(
        _ id: SessionID,
        of account: AccountID,
        by client: ClientID,
        from source: RequestSource
    ) async throws -> Bool {
        let now = time.now()
        let hasEnded = try await database.write(isolation: .readCommitted) { transaction in
            let session = try transaction.sessions.find(id)?.session()
            return try transaction.sessions.end(
                session,
                of: account,
                .revokedByClient,
                by: .client(client),
                from: source,
                at: now
            )
        }
        await status.followOwnWrite()
        return hasEnded
    }

    /// Ends the session of a refresh token of any generation; nil for the session's own account as who did it.
    private func end(
        _ refreshToken: String,
        cause: SessionEndCause,
        by actor: Actor?,
        from source: RequestSource
    ) async throws -> Bool {
        guard let token = codec.token(of: refreshToken) else { return false }
        let now = time.now()
        let hasEnded = try await database.write(isolation: .readCommitted) { transaction in
            guard let session = try transaction.sessions.find(token.sessionID)?.session() else { return false }
            let actor = actor ?? .account(session.accountID)
            return try transaction.sessions.end(session, of: session.accountID, cause, by: actor, from: source, at: now)
        }
        await status.followOwnWrite()
        return hasEnded
    }

    /// Ends a session of one's own, this one or another.
    ///
    /// - Parameters:
    ///   - id: the session.
    ///   - account: whose it has to be.
    ///   - session: the session that asks; nil when it is the one that ends.
    ///   - source: where the request comes from.
    /// - Throws: `IdentityError` `session_not_found` when it is not there or somebody else's. An ended one is no error.
    public func signOut(
        _ id: SessionID,
        of account: AccountID,
        asking session: SessionID? = nil,
        from source: RequestSource
    ) async throws {
        let cause: SessionEndCause = session == nil || session == id ? .signedOut : .endedElsewhere
        _ = try await end(id, of: account, cause: cause, by: .account(account), from: source)
    }

    /// Ends every session of an account, but for one if wished.
    ///
    /// - Returns: how many sessions this call ended.
    public func signOutEverywhere(
        _ account: AccountID,
        cause: SessionEndCause = .signedOutEverywhere,
        by actor: Actor,
        except kept: SessionID? = nil,
        from source: RequestSource = RequestSource(address: "", userAgent: nil)
    ) async throws -> Int {
        let now = time.now()
        let count = try await database.write(isolation: .readCommitted) { transaction in
            try transaction.sessions.endAll(of: account, except: kept, cause: cause, by: actor, from: source, at: now)
        }
        await status.followOwnWrite()
        return count
    }

    /// Ends a session of an account, on behalf of the account or of an administrator.
    ///
    /// - Returns: the session afterwards. One that had ended before keeps its end.
    /// - Throws: `IdentityError` `session_not_found` when it is not there or another account's.
    public func end(
        _ id: SessionID,
        of account: AccountID,
        by actor: Actor,
        from source: RequestSource = RequestSource(address: "", userAgent: nil)
    ) async throws -> Session {
        let cause: SessionEndCause = actor == .account(account) ? .signedOut : .revokedByAdministrator
        return try await end(id, of: account, cause: cause, by: actor, from: source)
    }

    private func end(
        _ id: SessionID,
        of account: AccountID,
        cause: SessionEndCause,
        by actor: Actor,
        from source: RequestSource
    ) async throws -> Session {
        let now = time.now()
        let session = try await database.write(isolation: .readCommitted) { transaction in
            let before = try transaction.sessions.find(id)?.session()
            guard let before, before.accountID == account else { throw Self.notFound }
            guard try transaction.sessions.end(before, of: account, cause, by: actor, from: source, at: now) else {
                return before
            }
            guard let after = try transaction.sessions.find(id)?.session() else { throw Self.notFound }
            return after
        }
        await status.followOwnWrite()
        return session
    }

    private static let notFound = IdentityError(.sessionNotFound)
}

extension SessionTable {
    /// Ends a session of an account and writes it into the audit trail; false when it lived no more, or is another account's.
    ///
    /// A lifetime that had run out unseen is written down as what it is.
    fileprivate func end(
        _ session: Session?,
        of account: AccountID,
        _ cause: SessionEndCause,
        by actor: Actor,
        from source: RequestSource,
        at now: Timestamp
    ) throws -> Bool {
        guard let session, session.accountID == account, session.end == nil else { return false }
        if let end = session.end(asOf: now) {
            try markEnded(session.id, of: account, end)
            return false
        }
        guard try markEnded(session.id, of: account, SessionEnd(at: now, cause: cause, reuse: nil)) else {
            return false
        }
        try transaction.audit.append(.ended(session.id, of: account, cause, by: actor, from: source, at: now))
        return true
    }

    /// Ends every session of an account but `kept`, and writes each into the audit trail.
    func endAll(
        of account: AccountID,
        except kept: SessionID?,
        cause: SessionEndCause,
        by actor: Actor,
        from source: RequestSource,
        at now: Timestamp
    ) throws -> Int {
        let ended = try markAllEnded(of: account, except: kept, cause: cause, at: now)
        for id in ended {
            try transaction.audit.append(.ended(id, of: account, cause, by: actor, from: source, at: now))
        }
        return ended.count
    }
}

extension AuditEvent {
    fileprivate static func ended(
        _ id: SessionID,
        of account: AccountID,
        _ cause: SessionEndCause,
        by actor: Actor,
        from source: RequestSource,
        at now: Timestamp
    ) -> AuditEvent {
        AuditEvent(
            .sessionEnded,
            at: now,
            by: actor,
            account: account,
            session: id,
            from: source,
            detail: ["cause": .string(cause.rawValue)]
        )
    }
}
