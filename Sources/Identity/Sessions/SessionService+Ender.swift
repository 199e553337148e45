import Persistence

/// Who ended a session from elsewhere: what its owner recognises them by.
///
/// Without their address: a thief with a stolen refresh token learns this, too.
public struct SessionEnder: Sendable, Hashable {
    /// When.
    public let at: Timestamp
    /// The user agent of the request.
    public let userAgent: String?
}

extension SessionEndCause {
    /// Whether the account's own user ended it in another session, or a thief who was taken for the user.
    public var isFromElsewhere: Bool {
        switch self {
        case .endedElsewhere, .signedOutEverywhere, .passwordChanged: true
        case .signedOut, .revokedByAdministrator, .revokedByClient, .accountDisabled, .accountDeleted, .idleTimeout,
            .absoluteTimeout, .refreshTokenReuse:
            false
        }
    }
}

extension SessionService {
    /// Who ended a session from elsewhere, as the audit trail knows it.
    ///
    /// - Parameters:
    ///   - id: the session.
    ///   - cause: why it ended.
    /// - Returns: nil when it was not ended from elsewhere, and when the trail does not reach back so far.
    /// - Throws: what the database throws.
    public func ender(of id: SessionID, cause: SessionEndCause) async throws -> SessionEnder? {
        guard cause.isFromElsewhere else { return nil }
        return try await database.read { transaction in try transaction.sessions.ender(of: id) }
    }

    /// The session that a refresh token belongs to, whatever its generation; nil when this server did not issue the token.
    public func session(ofRefreshToken token: String) -> SessionID? { codec.token(of: token)?.sessionID }
}

extension SessionTable {
    /// Found by the account, over which the trail has its index.
    fileprivate func ender(of id: SessionID) throws -> SessionEnder? {
        let row = try transaction.row(
            """
            SELECT at, user_agent FROM audit_events
            WHERE account_id = (SELECT account_id FROM sessions WHERE id = \(id)) AND session_id = \(id)
                AND kind = \(AuditEvent.Kind.sessionEnded.rawValue)
            ORDER BY id DESC LIMIT 1
            """
        )
        return try row.map {
            SessionEnder(
                at: Timestamp(milliseconds: try $0.integer("at")),
                userAgent: try $0.optionalText("user_agent")
            )
        }
    }
}
