/// How an access token is presented: the `token_type` of the answer that gave it (RFC 6749 §7.1), and the scheme of the
/// `Authorization` header.
///
/// Both are read without regard to case (RFC 6749 §5.1, RFC 9110 §11.1).
public enum TokenType: String, Sendable, Hashable, CaseIterable {
    /// Whoever holds the token may use it (RFC 6750).
    case bearer = "Bearer"
    /// The token is bound to a key, and each request proves possession of it (RFC 9449 §7.1).
    case dpop = "DPoP"

    /// Reads a type, or the scheme of a header; `nil` for any other text.
    /// - Parameter text: The text, in any case.
    public init?(caseInsensitive text: some StringProtocol) {
        let lowercased = text.lowercased()
        guard let type = Self.allCases.first(where: { $0.rawValue.lowercased() == lowercased }) else { return nil }
        self = type
    }
}
