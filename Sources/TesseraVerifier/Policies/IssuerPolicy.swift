import TesseraJOSE

/// `iss` is the one accepted issuer, compared byte by byte (RFC 9068 §4, RFC 8725 §3.8).
public struct IssuerPolicy: VerificationPolicy {
    private let issuer: String

    /// Makes the policy.
    /// - Parameter issuer: The issuer's identifier, exactly as it stands in `iss`.
    public init(_ issuer: String) {
        self.issuer = issuer
    }

    /// Refuses another issuer with the rule `issuer`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        token.claims.issuer?.isIdentical(to: issuer) == true ? nil : VerificationError(rule: .issuer)
    }
}
