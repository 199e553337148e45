import TesseraJOSE

/// A token that is bound to a key (`cnf`, RFC 7800 §3.1) comes with a proof of that key, and one that comes with a proof
/// is bound to that key (RFC 9449 §7.1).
///
/// So a bound token that was stolen is no bearer token, and nobody takes a token for bound that is not.
public struct BindingPolicy: VerificationPolicy {
    /// The thumbprint of the key that the request proved; `nil` when it presents a bearer token.
    private let provenKey: String?

    /// Makes the policy for bearer tokens: nothing was proven.
    public init() {
        provenKey = nil
    }

    /// Makes the policy for a request that has proved possession of a key.
    /// - Parameter provenKey: The thumbprint of the key (RFC 7638, SHA-256).
    public init(provenKey: String) {
        self.provenKey = provenKey
    }

    /// Refuses a bound token that comes as a bearer token, whatever its `cnf` says, and a token that is bound to no key or
    /// to another than the proven one, with the rule `binding`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        let confirmation = token.claims["cnf"]
        guard let provenKey else { return confirmation == nil ? nil : VerificationError(rule: .binding) }
        guard let confirmation else { return VerificationError(DPoPError(.unbound)) }
        // Other members would be confirmations that nobody checks here (RFC 7800 §3.1).
        guard let key = confirmation["jkt"]?.string, confirmation.object?.count == 1 else {
            return VerificationError(DPoPError(.binding))
        }
        return key.isIdentical(to: provenKey) ? nil : VerificationError(DPoPError(.binding))
    }
}
