import TesseraJOSE

/// `typ` says that the token is an access token: `at+jwt` or `application/at+jwt`, a media type and so without regard
/// to case (RFC 9068 §4).
///
/// This is what keeps ID tokens, logout tokens and status lists of the same issuer out.
public struct TypePolicy: VerificationPolicy {
    /// Makes the policy.
    public init() {}

    /// Refuses another type, and none, with the rule `type`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        MediaType.matches(token.header.type, "at+jwt") ? nil : VerificationError(rule: .type)
    }
}
