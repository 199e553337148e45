/// One rule that a token must satisfy: a small value that judges a token whose signature is verified already.
///
/// A verifier asks its policies in order, and the first refusal stands. It asks them again for every repetition of a
/// token, so a policy may look at the moment.
///
/// ```swift
/// struct TenantPolicy: VerificationPolicy {
///     let tenant: String
///
///     func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
///         token.claims["tenant"]?.string == tenant ? nil : VerificationError(policy: "tenant")
///     }
/// }
/// ```
public protocol VerificationPolicy: Sendable {
    /// Judges a token: without waiting, without side effects, the same for the same token and moment.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, which names the rule and nothing of the token; `nil` when there is none.
    func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError?
}
