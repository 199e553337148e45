import Persistence
import TesseraOAuth

/// What a page learns from the refresh token in its cookie.
public enum SessionRecognition: Sendable, Hashable {
    /// The session lives, and may be used for its account.
    case living(Session)
    /// This session has ended, for this reason.
    case ended(SessionID, SessionEndCause)
    /// There is nothing that a page could go by.
    case unknown
}

extension SessionService {
    /// For how long pages use a session without writing down that they do.
    static let useInterval = Duration.seconds(60)

    /// Recognises the session whose refresh token a browser keeps in its cookie, and rotates nothing.
    ///
    /// A page has no script that could rotate a token safely, and need not: nothing leaves the server that could be stolen. A token
    /// that has been replaced is recognised as long as a refresh by it would be answered with tokens: within the grace window, and by
    /// a client without attempt ids as long as it may say that it got no answer. Recognising it replaces nothing. Any other older
    /// token is not recognised, and ends nothing: a browser whose refresh was answered into the void may show one.
    ///
    /// Counts as use of the session: at most once a minute one row is written.
    ///
    /// Only sessions made for the cookie are recognised, and only those whose scope has `account`. One that is bound to a key is not:
    /// a page cannot prove possession of it, and the cookie alone shall be of no use.
    ///
    /// - Parameters:
    ///   - refreshToken: the token's text.
    ///   - source: where the request comes from.
    /// - Returns: what is known of the session.
    /// - Throws: what the database throws.
    public func recognise(refreshToken: String, from source: RequestSource) async throws -> SessionRecognition {
        guard let presented = codec.token(of: refreshToken) else { return .unknown }
        let found = try await database.read { try $0.sessions.find(presented.sessionID) }
        guard let row = found else { return .unknown }
        guard let session = try row.session() else {
            return .ended(presented.sessionID, try row.end()?.cause ?? .accountDeleted)
        }
        guard session.transport == .cookie, session.scope.contains(IdentityConfiguration.accountScope),
            session.keyThumbprint == nil
        else { return .unknown }
        let now = time.now()
        if let end = session.end(asOf: now) { return .ended(session.id, end.cause) }
        if presented.generation != session.generation {
            let verdict = rule.verdict(
                on: session,
                presented: presented.generation,
                attempts: .none,
                proof: .absent,
                from: source,
                at: now
            )
            switch verdict {
            case .repeated, .replaced, .observedReuse, .aheadOfDatabase: break
            case .superseded, .reused, .unproven, .expired, .ended: return .unknown
            }
        }
        if now - session.lastSeenAt >= Self.useInterval.wholeMilliseconds {
            let (lifetime, interval) = (configuration.sessionIdleLifetime, Self.useInterval)
            try await database.write(isolation: .readCommitted) { transaction in
                try transaction.sessions.noteUse(
                    of: session.id,
                    unlessSince: now - interval,
                    idleLifetime: lifetime,
                    from: source,
                    at: now
                )
            }
        }
        return .living(session)
    }
}

extension SessionTable {
    /// Writes down that a living session is in use, unless somebody has since `recent`.
    fileprivate func noteUse(
        of id: SessionID,
        unlessSince recent: Timestamp,
        idleLifetime: Duration,
        from source: RequestSource,
        at now: Timestamp
    ) throws {
        let idleExpiresAt = (now + idleLifetime).milliseconds
        try transaction.execute(
            """
            UPDATE sessions SET
                last_seen_at = \(now.milliseconds),
                idle_expires_at = CASE WHEN expires_at < \(idleExpiresAt) THEN expires_at ELSE \(idleExpiresAt) END,
                last_address = \(source.address), last_user_agent = \(source.userAgent)
            WHERE id = \(id) AND ended_at IS NULL AND idle_expires_at > \(now.milliseconds)
                AND last_seen_at <= \(recent.milliseconds)
            """
        )
    }
}
