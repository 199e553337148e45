public import TesseraJOSE
public import TesseraVerifier

/// The keys of an issuer that cannot be reached, for what an API says then.
public struct UnavailableKeySet: KeySetSource {
    private let code: KeySetError.Code

    /// A source that fails each time.
    ///
    /// - Parameter code: How it fails.
    public init(_ code: KeySetError.Code = .unreachable) {
        self.code = code
    }

    /// No keys.
    ///
    /// - Returns: Never.
    /// - Throws: `KeySetError` with the given code.
    public func keySet() async throws -> VerificationKeySet { throw KeySetError(code) }

    /// No keys either.
    ///
    /// - Parameter keyID: The missing key's identifier.
    /// - Returns: Never.
    /// - Throws: `KeySetError` with the given code.
    public func keySet(refetchedFor keyID: String) async throws -> VerificationKeySet? { throw KeySetError(code) }
}
