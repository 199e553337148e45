public import TesseraJOSE

/// Where a verifier gets the issuer's keys from.
public protocol KeySetSource: Sendable {
    /// The keys to verify with now. Called for every token, so it should answer from memory.
    /// - Returns: The keys.
    /// - Throws: When no trustworthy set can be had; the verifier then refuses with `keysUnavailable`.
    func keySet() async throws -> VerificationKeySet

    /// A set that holds a key which the last one lacked. A source decides itself how often it asks the issuer.
    /// - Parameter keyID: The missing key's identifier, from a token that nobody has vouched for yet.
    /// - Returns: A set with that key; `nil` when the issuer doesn't publish it or may not be asked now.
    /// - Throws: When the issuer couldn't be asked; the verifier then refuses with `keysUnavailable`.
    func keySet(refetchedFor keyID: String) async throws -> VerificationKeySet?
}
