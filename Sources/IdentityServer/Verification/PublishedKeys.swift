import Identity
import TesseraJOSE
import TesseraVerifier

/// Gives the verifier this process's own published keys, from memory: the server verifies with what it ships.
struct PublishedKeys: KeySetSource {
    let signingKeys: SigningKeyService

    func keySet() async throws -> VerificationKeySet { signingKeys.verificationKeys() }

    /// Asks the database: another node may have made the key a moment ago.
    func keySet(refetchedFor keyID: String) async throws -> VerificationKeySet? {
        try await signingKeys.find(keyID) ? signingKeys.verificationKeys() : nil
    }
}
