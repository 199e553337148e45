import TesseraJOSE

/// `typ` says that the token is an access token: `at+jwt` or `application/at+jwt`, a media type and so without regard
/// to case (RFC 9068 §4), or that it is a token of another kind that is asked for (RFC 8725 §3.11).
///
/// This is what keeps ID tokens, logout tokens and status lists of the same issuer out.
public struct TypePolicy: VerificationPolicy {
    /// Another type than that of access tokens.
    private let otherType: String?

    /// Makes the policy for access tokens.
    public init() {
        otherType = nil
    }

    /// Makes the policy for tokens of any kind.
    /// - Parameter type: The media type, such as `logout+jwt`, with or without `application/`.
    public init(_ type: String) {
        otherType = type
    }

    /// Refuses another type, and none, with the rule `type`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        let isRight = otherType.map(token.header.hasType) ?? MediaType.matches(token.header.type, "at+jwt")
        return isRight ? nil : VerificationError(rule: .type)
    }
}
