public import TesseraJOSE

/// The signature's algorithm is one of those accepted (RFC 8725 §3.1).
///
/// The key set has a list of its own; this one is the verifier's, and both must agree.
public struct AlgorithmPolicy: VerificationPolicy {
    private let algorithms: Set<SignatureAlgorithm>

    /// Makes the policy.
    /// - Parameter algorithms: The accepted algorithms.
    public init(_ algorithms: Set<SignatureAlgorithm>) {
        self.algorithms = algorithms
    }

    /// Refuses another algorithm with the rule `algorithm`.
    /// - Parameters:
    ///   - token: The token, its signature verified.
    ///   - now: The moment, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The refusal, or `nil`.
    public func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        algorithms.contains(token.header.algorithm) ? nil : VerificationError(rule: .algorithm)
    }
}
