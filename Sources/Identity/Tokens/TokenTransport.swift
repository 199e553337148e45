// Tokens owns what access tokens say and how they are written (RFC 9068), and where the status of their session stands. It never
// looks at the database.

/// How the refresh token travels.
public enum TokenTransport: String, Sendable, Hashable, CaseIterable {
    /// In the answer's body; the client stores it.
    case body
    /// In an HttpOnly cookie; scripts never see it.
    case cookie
}
