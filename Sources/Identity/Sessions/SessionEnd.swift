/// Why a session ended.
///
/// Kept on the session, and shown to the user, the administrator and the client.
public enum SessionEndCause: String, Sendable, Hashable, CaseIterable {
    /// The user signed out of this session.
    case signedOut = "signed_out"
    /// The user ended it in another session.
    case endedElsewhere = "ended_elsewhere"
    /// The user signed out of all sessions.
    case signedOutEverywhere = "signed_out_everywhere"
    /// An administrator ended it.
    case revokedByAdministrator = "revoked_by_administrator"
    /// A confidential client that may revoke tokens revoked one of its (RFC 7009).
    case revokedByClient = "revoked_by_client"
    /// The password was changed elsewhere.
    case passwordChanged = "password_changed"
    /// The account was disabled.
    case accountDisabled = "account_disabled"
    /// The account was deleted.
    case accountDeleted = "account_deleted"
    /// Nobody used it for as long as the idle lifetime.
    case idleTimeout = "idle_timeout"
    /// It reached its absolute lifetime.
    case absoluteTimeout = "absolute_timeout"
    /// A refresh token was used that had long been replaced: somebody else has a copy.
    case refreshTokenReuse = "refresh_token_reuse"

    /// One sentence for the person whose session it was.
    public var sentence: String {
        switch self {
        case .signedOut: "You signed out."
        case .endedElsewhere: "It was signed out from another device or browser."
        case .signedOutEverywhere: "You signed out everywhere."
        case .revokedByAdministrator: "An administrator ended the session."
        case .revokedByClient: "An application with the permission to end sessions ended it."
        case .passwordChanged: "The password was changed in another session."
        case .accountDisabled: "The account was disabled."
        case .accountDeleted: "The account was deleted."
        case .idleTimeout: "The session was not used for too long."
        case .absoluteTimeout: "The session reached its longest lifetime."
        case .refreshTokenReuse: "A replaced refresh token was used again; an attacker may have a copy. Sign in again."
        }
    }
}

/// What was seen when a replaced refresh token came back.
public struct ReuseEvidence: Sendable, Hashable {
    /// How many generations old the token was (1: the one just replaced).
    public let generationGap: Int64
    /// Milliseconds since the last rotation.
    public let millisecondsSinceRotation: Int64
    /// Whether it came from another address than the last refresh.
    public let addressDiffered: Bool
    /// Whether it came from another user agent than the last refresh.
    public let userAgentDiffered: Bool
}

/// The end of a session.
public struct SessionEnd: Sendable, Hashable {
    /// When it ended.
    public let at: Timestamp
    /// Why it ended.
    public let cause: SessionEndCause
    /// What was seen, when the cause is `refresh_token_reuse`.
    public let reuse: ReuseEvidence?
}

extension SessionEnd {
    /// The end of a session whose lifetime has run out by `now`; nil while it has not.
    static func lifetime(idleExpiresAt: Timestamp, expiresAt: Timestamp, asOf now: Timestamp) -> SessionEnd? {
        guard now >= idleExpiresAt else { return nil }
        let cause: SessionEndCause = idleExpiresAt < expiresAt ? .idleTimeout : .absoluteTimeout
        return SessionEnd(at: idleExpiresAt, cause: cause, reuse: nil)
    }
}
