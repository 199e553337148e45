public import TesseraOAuth

/// How the refresh token travels.
public enum TokenTransport: String, Sendable, Hashable, CaseIterable {
    /// In the answer's body; the client stores it.
    case body
    /// In an HttpOnly cookie; scripts never see it.
    case cookie
}

/// One sign-in on one device: one row, one refresh-token family.
public struct Session: Sendable, Hashable {
    /// Names the session; the `sid` of its access tokens.
    public let id: SessionID
    /// Whose session it is.
    public let accountID: AccountID
    /// The client that it was made for.
    public let clientID: String
    /// How the refresh token travels.
    public let transport: TokenTransport
    /// The number of the refresh token that is good now, beginning with 0.
    public let generation: Int64
    /// What its access tokens may do.
    public let scope: Scope
    /// When it began.
    public let createdAt: Timestamp
    /// When it was last refreshed (or began).
    public let lastSeenAt: Timestamp
    /// When the person proved who they are; the `auth_time` of its access tokens.
    public let authenticatedAt: Timestamp
    /// When it ends unless it is refreshed before.
    public let idleExpiresAt: Timestamp
    /// When it ends in any case.
    public let expiresAt: Timestamp
    /// How the person proved who they are (RFC 8176); the `amr` of its access tokens.
    public let methods: [String]
    /// The address it began from.
    public let createdAddress: String
    /// The address it was last refreshed from.
    public let lastAddress: String
    /// The user agent it began with.
    public let createdUserAgent: String?
    /// The user agent it was last refreshed with.
    public let lastUserAgent: String?
    /// The thumbprint of the key that it is bound to (RFC 7638, SHA-256); nil when it is bound to none.
    public let keyThumbprint: String?
    /// How it ended; nil while it lives.
    public let end: SessionEnd?
}

extension Session {
    /// How the session ended as of `now`: an end that was written down, or a lifetime that has run out meanwhile.
    public func end(asOf now: Timestamp) -> SessionEnd? {
        end ?? SessionEnd.lifetime(idleExpiresAt: idleExpiresAt, expiresAt: expiresAt, asOf: now)
    }
}
