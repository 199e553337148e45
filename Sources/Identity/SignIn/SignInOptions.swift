/// What a sign-in asks for.
public struct SignInOptions: Sendable {
    /// The scope that is asked for (RFC 6749 §3.3); nil for all that a first-party sign-in may have.
    public let scope: String?
    /// How the refresh token shall travel.
    public let transport: TokenTransport
    /// The thumbprint (RFC 7638, SHA-256) of the key that the client has proved to hold, to which the session is to be bound; nil
    /// for a session that whoever holds its refresh token may use.
    public let keyThumbprint: String?

    /// A sign-in that asks for this.
    public init(scope: String? = nil, transport: TokenTransport = .body, keyThumbprint: String? = nil) {
        self.scope = scope
        self.transport = transport
        self.keyThumbprint = keyThumbprint
    }
}
