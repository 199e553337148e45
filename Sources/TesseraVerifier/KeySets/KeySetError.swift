/// Why a key set couldn't be fetched.
///
/// Errors are equal when their codes are.
public struct KeySetError: Error, Sendable {
    /// What went wrong.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The address is neither https nor http on the loopback interface, or no address at all.
        case insecureAddress = "insecure_address"
        /// The issuer couldn't be reached.
        case unreachable
        /// The issuer didn't respond in time.
        case timedOut = "timed_out"
        /// The answer is longer than allowed.
        case tooLarge = "too_large"
        /// The issuer answered with a redirect, which is never followed.
        case redirected
        /// The issuer answered with another status than 200.
        case status
        /// The issuer's answer has a content coding, although none was asked for (RFC 9110 §12.5.3).
        case encoded
        /// The metadata is not a JSON object with `issuer` and `jwks_uri` (RFC 8414 §3.2).
        case invalidMetadata = "invalid_metadata"
        /// The metadata names another issuer (RFC 8414 §3.3).
        case issuerMismatch = "issuer_mismatch"
        /// The key set is no JWK set (RFC 7517 §5).
        case invalidKeySet = "invalid_key_set"
    }

    /// What went wrong.
    public let code: Code
    /// More about it, safe to show: a status, an address, an issuer's name, what an answer is in the place of a document.
    public let detail: String?

    /// Makes an error.
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - detail: More about it, safe to show.
    public init(_ code: Code, detail: String? = nil) {
        self.code = code
        self.detail = detail
    }
}

extension KeySetError: Equatable {
    /// Whether two errors have the same code.
    public static func == (one: KeySetError, other: KeySetError) -> Bool { one.code == other.code }
}

extension KeySetError: CustomStringConvertible {
    /// A sentence on what went wrong and what to do.
    public var description: String {
        let sentence =
            switch code {
            case .insecureAddress: "The address must be https, or http on localhost."
            case .unreachable: "The issuer can't be reached; check its address and that it runs."
            case .timedOut: "The issuer didn't respond in time."
            case .tooLarge: "The issuer's response is too large."
            case .redirected: "The issuer returned a redirect; configure the address it leads to."
            case .status: "The issuer returned an error."
            case .encoded: "The issuer's response is compressed; it must come without a content coding."
            case .invalidMetadata: "The issuer's metadata is invalid: it needs issuer and jwks_uri."
            case .issuerMismatch: "The issuer's metadata names another issuer; the two must match exactly."
            case .invalidKeySet: "The issuer's key set is invalid."
            }
        return detail.map { "\(sentence) (\($0))" } ?? sentence
    }
}
