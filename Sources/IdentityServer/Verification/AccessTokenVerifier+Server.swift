import Identity
import TesseraJOSE
import TesseraVerifier

extension AccessTokenVerifier {
    /// The server's own verifier: the one that other servers get, with the keys of this process's memory.
    ///
    /// - Parameters:
    ///   - identity: whose tokens they are.
    ///   - status: where a token's status is looked up; nil for endpoints that ask the database whether the session lives.
    ///   - proofs: how the proofs of tokens that are bound to a key are checked.
    ///   - time: where the present moment comes from.
    /// - Returns: a verifier with a cache of its own.
    static func ofServer(
        _ identity: IdentitySystem,
        status: (any StatusSource)? = nil,
        proofs: DPoPPolicy,
        time: TimeSource
    ) -> AccessTokenVerifier {
        AccessTokenVerifier(
            issuer: identity.configuration.issuer,
            audience: identity.configuration.audience.first ?? identity.configuration.issuer,
            keys: PublishedKeys(signingKeys: identity.signingKeys),
            status: status,
            // Keys of an algorithm chosen before are still published; a shared secret never is.
            algorithms: Set(SignatureAlgorithm.allCases.filter { !$0.isSymmetric }),
            proofs: proofs,
            now: { time.now().seconds }
        )
    }
}
