import TesseraJOSE

/// `exp` lies in the future, `nbf` and `iat` don't (RFC 7519 §4.1.4 to §4.1.6).
///
/// A token that was made a moment ago by a server whose clock is a little ahead is as good as any other. One whose time is over is
/// not, by any clock: so the two ends are given different room.
public struct TimePolicy: VerificationPolicy {
    /// How far ahead `nbf` and `iat` may lie unless told otherwise, in seconds: no clock that is looked after is further off.
    public static let standardLead = 30

    private let leeway: Int64
    private let lead: Int64

    /// Makes the policy.
    /// - Parameters:
    ///   - leeway: For how long a token is accepted after its `exp`, in seconds; a negative value counts as 0.
    ///   - lead: How far ahead `nbf` and `iat` may lie, in seconds; `nil` for ``standardLead``, or `leeway` where that is longer.
    public init(leeway: Int, lead: Int? = nil) {
        self.leeway = Int64(max(0, leeway))
        self.lead = Int64(max(0, lead ?? max(leeway, Self.standardLead)))
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
        let latest = Self.saturatingSum(now, lead)
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
