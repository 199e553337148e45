public import TesseraOAuth

/// The part of a session that its tokens are made of.
///
/// No more, since a refresh carries it through the one thread that writes.
public struct SessionBasis: Sendable, Hashable {
    /// Names the session; the `sid` of its access tokens.
    public let id: SessionID
    /// Whose session it is.
    public let accountID: AccountID
    /// The client that it was made for.
    public let clientID: String
    /// How the refresh token travels.
    public let transport: TokenTransport
    /// What its access tokens may do.
    public let scope: Scope
    /// How the person proved who they are (RFC 8176); the `amr` of its access tokens.
    public let methods: [String]
    /// The number of the refresh token that is good now, beginning with 0.
    public let generation: Int64
    /// When the person proved who they are; the `auth_time` of its access tokens.
    public let authenticatedAt: Timestamp
    /// When it ends unless it is refreshed before.
    public let idleExpiresAt: Timestamp
    /// The thumbprint of the key that it is bound to (RFC 7638, SHA-256); nil when it is bound to none.
    public let keyThumbprint: String?
    /// Where its status stands, `list * 131,072 + index`; nil for a session from before there were status lists.
    private(set) var statusPosition: Int64?

    /// The same with the position that it was given just now.
    func placed(at statusPosition: Int64) -> SessionBasis {
        var placed = self
        placed.statusPosition = statusPosition
        return placed
    }
}

/// What tokens are made of: a session, and what its account may do.
struct TokenBasis: Sendable {
    let session: SessionBasis
    let grants: AccountGrants
}
