/// The challenge for a client that has not proved who it is: the value of `WWW-Authenticate` (RFC 6749 §5.2, RFC 7617 §2).
public struct ClientChallenge: Sendable, Hashable {
    /// The protection space, as RFC 9110 §11.5 means it.
    public let realm: String

    /// Makes a challenge.
    /// - Parameter realm: The protection space.
    public init(realm: String) {
        self.realm = realm
    }

    /// The header's value: the scheme `Basic`, the realm as a quoted string, and the one character set that RFC 7617 §2.1 knows.
    public var headerValue: String { "Basic realm=\(QuotedText.quotedString(realm)), charset=\"UTF-8\"" }
}
