import TesseraJOSE

/// Claims that must be there; a text among them must not be empty.
public struct RequiredClaimsPolicy: VerificationPolicy {
    /// The claims that RFC 9068 §2.2 requires of every access token.
    public static let accessToken = RequiredClaimsPolicy(["iss", "sub", "aud", "client_id", "jti", "exp", "iat"])

    private let names: [String]

    /// Makes the policy.
    /// - Parameter names: The claims' names, in the order in which they are looked for.
    public init(_ names: [String]) {
        self.names = names
    }

    /// Refuses the first absent or empty claim with the rule `missing_claim` and the claim's name.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        for index in names.indices where !isPresent(index, in: token.claims) {
            return VerificationError(rule: .missingClaim, claim: names[index])
        }
        return nil
    }

    private func isPresent(_ index: Int, in claims: Claims) -> Bool {
        switch claims.object[names[index]] {
        case nil: false
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        default: true
        }
    }
}
