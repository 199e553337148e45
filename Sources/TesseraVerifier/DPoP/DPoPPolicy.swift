public import TesseraJOSE

/// How proofs of possession are checked (RFC 9449 §4.3).
public struct DPoPPolicy: Sendable {
    /// The accepted signature algorithms.
    public let algorithms: Set<SignatureAlgorithm>
    /// Where the nonces come from that every proof must carry; `nil` when `iat` alone tells a proof's age.
    public let nonces: DPoPNonceSource?
    /// The most proofs remembered at a time.
    public let maximumProofs: Int

    /// No nonces, and 786,432 proofs: at the most about 26 MB, and nothing until proofs come.
    public static let standard = DPoPPolicy()

    /// Makes a policy.
    /// - Parameters:
    ///   - algorithms: The accepted signature algorithms; symmetric ones never count.
    ///   - nonces: Where the nonces come from that every proof must carry; `nil` demands none.
    ///   - maximumProofs: The most proofs remembered at a time, about 33 bytes each. A proof for which there is no
    ///     place is refused; one key gets at most a sixteenth of the places.
    public init(
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        nonces: DPoPNonceSource? = nil,
        maximumProofs: Int = 786_432
    ) {
        self.algorithms = algorithms.filter { !$0.isSymmetric }
        self.nonces = nonces
        self.maximumProofs = maximumProofs
    }
}
