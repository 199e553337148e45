public import TesseraJOSE

/// Keys that are known beforehand and never change.
public struct StaticKeySet: KeySetSource {
    private let keys: VerificationKeySet

    /// Makes a source of one set.
    /// - Parameter keys: The issuer's keys.
    public init(_ keys: VerificationKeySet) {
        self.keys = keys
    }

    /// The set.
    /// - Returns: Always the same keys.
    /// - Throws: Never.
    public func keySet() async throws -> VerificationKeySet { keys }

    /// Nothing: there is no issuer to ask.
    /// - Parameter keyID: The missing key's identifier.
    /// - Returns: Always `nil`.
    /// - Throws: Never.
    public func keySet(refetchedFor keyID: String) async throws -> VerificationKeySet? { nil }
}
