public import TesseraOAuth

/// What a sign-in or a refresh gives: an access token and the refresh token that is good now (RFC 6749 §5.1).
public struct IssuedTokens: Sendable {
    /// The access token, a signed JWT (RFC 9068).
    public let accessToken: String
    /// Seconds for which the access token is good.
    public let expiresIn: Int
    /// The refresh token that is good now.
    public let refreshToken: String
    /// Seconds after which the refresh token is dead unless it is used before.
    public let refreshExpiresIn: Int
    /// The session that both belong to.
    public let sessionID: SessionID
    /// The number of the refresh token; a client keeps the tokens with the highest.
    public let generation: Int64
    /// What the access token may do.
    public let scope: Scope
    /// Whose tokens they are.
    public let accountID: AccountID
    /// How the refresh token travels.
    public let transport: TokenTransport
    /// How the access token is presented: `dpop` when the session is bound to a key.
    public let type: TokenType
}

extension IssuedTokens: CustomStringConvertible, CustomDebugStringConvertible {
    /// The session and the generation; never a token.
    public var description: String { "IssuedTokens(session: \(sessionID), generation: \(generation))" }
    /// The same as `description`.
    public var debugDescription: String { description }
}
