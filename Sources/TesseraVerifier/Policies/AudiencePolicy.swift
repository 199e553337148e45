import TesseraJOSE

/// `aud` names this resource server (RFC 9068 §4, RFC 8725 §3.9).
public struct AudiencePolicy: VerificationPolicy {
    private let audience: String

    /// Makes the policy.
    /// - Parameter audience: This resource server's identifier, compared byte by byte.
    public init(_ audience: String) {
        self.audience = audience
    }

    /// Refuses a token for others with the rule `audience`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        token.claims.isIntended(for: audience) ? nil : VerificationError(rule: .audience)
    }
}
