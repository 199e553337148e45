import TesseraJOSE

/// A token that is bound to a key (`cnf`, RFC 7800 §3.1) is no bearer token: whoever presents it must prove possession
/// of that key.
///
/// Nothing here can check a proof, so such a token is refused (RFC 9449 §7.1: a resource server must not take a bound
/// token as a bearer token).
public struct BindingPolicy: VerificationPolicy {
    /// Makes the policy.
    public init() {}

    /// Refuses a token with `cnf`, whatever it says, with the rule `binding`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        token.claims["cnf"] == nil ? nil : VerificationError(rule: .binding)
    }
}
