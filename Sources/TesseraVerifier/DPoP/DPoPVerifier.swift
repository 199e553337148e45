import TesseraJOSE

/// Checks proofs of possession (RFC 9449 §4.3): the whole of what a token endpoint asks about a `DPoP` header.
///
/// A resource server needs none of its own: `AccessTokenVerifier` has one inside.
///
/// Copies share the memory of used proofs.
public struct DPoPVerifier: Sendable {
    /// The longest proof that is looked at, in bytes.
    public static let maximumProofBytes = 8192
    /// How old a proof without a nonce may be, in seconds.
    public static let longestAge: Int64 = 60
    /// How far in the future a proof without a nonce may be dated, in seconds: as far as a token, and five seconds for the client.
    public static let longestLead = Int64(TimePolicy.standardLead) + 5

    /// How proofs are checked.
    public let policy: DPoPPolicy

    let memory: ProofMemory
    private let leeway: Int64
    private let now: @Sendable () -> Int64

    /// Makes a verifier with a memory of its own.
    /// - Parameters:
    ///   - policy: How proofs are checked.
    ///   - leeway: How much older a proof may be, in seconds; a negative value counts as 0. It may be dated as far ahead where that
    ///     is more than the standard.
    ///   - now: The current time in seconds since 1970-01-01T00:00:00Z.
    public init(
        _ policy: DPoPPolicy = .standard,
        leeway: Int = 0,
        now: @escaping @Sendable () -> Int64 = { SystemTime.seconds() }
    ) {
        self.policy = policy
        self.leeway = Int64(max(0, leeway))
        self.now = now
        memory = ProofMemory(capacity: policy.maximumProofs)
    }

    /// The names of the accepted algorithms, in order: `algs` of a challenge,
    /// `dpop_signing_alg_values_supported` of metadata.
    public var algorithmNames: [String] { policy.algorithms.map(\.rawValue).sorted() }

    /// The nonce for the `DPoP-Nonce` header of an answer to a request with a proof; `nil` when none is demanded.
    public var nonce: String? { policy.nonces?.nonce(at: now()) }

    /// Checks the proof of a request that carries no access token, and uses it up.
    /// - Parameter presented: What the request shows.
    /// - Returns: The proof, with the thumbprint of the proven key.
    /// - Throws: `DPoPError` that names the broken rule.
    public func verify(_ presented: PresentedProof) throws(DPoPError) -> DPoPProof {
        let checked = try check(presented)
        try use(checked)
        return checked.proof
    }

    /// A proof that every check but that of its being used before accepts.
    struct Checked: Sendable {
        let proof: DPoPProof
        /// The first second at which it is not good any more.
        let end: Int64
    }

    /// Everything but whether the proof was used before.
    ///
    /// What is cheap comes after the signature all the same: nothing that a proof says counts before.
    func check(_ presented: PresentedProof) throws(DPoPError) -> Checked {
        guard let value = presented.values.first else { throw DPoPError(.missing) }
        guard presented.values.count == 1 else { throw DPoPError(.several) }
        let proof = try DPoPProof(verifying: value, algorithms: policy.algorithms)
        guard proof.method.isIdentical(to: presented.method) else { throw DPoPError(.method) }
        guard let target = TargetURI(proof.uri), target == TargetURI(presented.uri) else { throw DPoPError(.uri) }
        return Checked(proof: proof, end: try end(of: proof, at: now()))
    }

    /// Uses a proof up.
    func use(_ checked: Checked) throws(DPoPError) {
        let proof = checked.proof
        switch memory.remember(proof.identifier, by: proof.thumbprint, until: checked.end, at: now()) {
        case .new: return
        case .repeated: throw DPoPError(.replay)
        case .unknown: throw DPoPError(.memory)
        }
    }

    /// Until when a proof is good, and remembered: by its nonce where nonces are demanded, which says more than the client's clock.
    private func end(of proof: DPoPProof, at now: Int64) throws(DPoPError) -> Int64 {
        if let nonces = policy.nonces {
            guard let nonce = proof.nonce, let end = nonces.end(of: nonce, at: now) else { throw DPoPError(.nonce) }
            return end
        }
        // Both lie between the years 1970 and 9999, so that nothing overflows.
        let end = proof.issuedAt + Self.longestAge + leeway + 1
        guard now < end else { throw DPoPError(.expired) }
        guard proof.issuedAt <= now + max(Self.longestLead, leeway + 5) else { throw DPoPError(.notYetValid) }
        return end
    }
}

extension DPoPProof {
    /// Whether `ath` is the hash of an access token (RFC 9449 §4.2).
    func isFor(_ accessToken: TokenDigest) -> Bool {
        accessTokenHash.flatMap(Base64URL.decode).flatMap(TokenDigest.init(hash:)) == accessToken
    }
}
