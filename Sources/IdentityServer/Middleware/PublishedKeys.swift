import Identity
import TesseraJOSE
import TesseraVerifier

/// Gives the verifier this process's own published keys, from memory: the server verifies with what it ships.
struct PublishedKeys: KeySetSource {
    let signingKeys: SigningKeyService

    func keySet() async throws -> VerificationKeySet { signingKeys.verificationKeys() }

    /// There is nobody to ask: what memory does not hold is not published.
    func keySet(refetchedFor keyID: String) async throws -> VerificationKeySet? { nil }
}
