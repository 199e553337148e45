import TesseraJOSE

/// `exp` lies in the future, `nbf` and `iat` don't, each with a leeway (RFC 7519 §4.1.4 to §4.1.6).
public struct TimePolicy: VerificationPolicy {
    private let leeway: Int64

    /// Makes the policy.
    /// - Parameter leeway: How far the issuer's clock and this one may differ, in seconds; a negative value counts as 0.
    public init(leeway: Int) {
        self.leeway = Int64(max(0, leeway))
    }

    /// Refuses with the rule `expired` or `not_yet_valid`; a token without `exp` counts as expired.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        guard let expiresAt = token.claims.expiresAt, now < Self.saturatingSum(expiresAt, leeway) else {
            return VerificationError(rule: .expired)
        }
        let latest = Self.saturatingSum(now, leeway)
        guard token.claims.notBefore ?? .min <= latest, token.claims.issuedAt ?? .min <= latest else {
            return VerificationError(rule: .notYetValid)
        }
        return nil
    }

    private static func saturatingSum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
