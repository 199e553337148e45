/// Why a key, a token or a set of claims was refused.
///
/// Names the rule; never holds bytes of a token or of a key.
public struct JOSEError: Error, Sendable, CustomStringConvertible {
    /// The rule that refused.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The stable name of the rule, in snake case.
        public let name: String

        /// Not three base64url parts separated by dots (RFC 7515 §7.1), or a part isn't canonical base64url.
        public static let malformed = Code(name: "malformed")
        /// Longer than the verifier accepts.
        public static let tooLarge = Code(name: "too_large")
        /// The header isn't strict JSON, or a parameter in it has the wrong type (RFC 7515 §4).
        public static let invalidHeader = Code(name: "invalid_header")
        /// An algorithm that this library doesn't know, `none` among them.
        public static let unsupportedAlgorithm = Code(name: "unsupported_algorithm")
        /// An algorithm that the caller didn't allow (RFC 8725 §3.1).
        public static let algorithmNotAllowed = Code(name: "algorithm_not_allowed")
        /// The header or the caller names another algorithm than the key's.
        public static let algorithmMismatch = Code(name: "algorithm_mismatch")
        /// The header requires extensions (`crit`, `b64`), and none is understood (RFC 7515 §4.1.11, RFC 7797).
        public static let criticalHeader = Code(name: "critical_header")
        /// The header names a key that isn't in the set.
        public static let unknownKeyID = Code(name: "unknown_key_id")
        /// The header names no key, and the set doesn't hold exactly one.
        public static let missingKeyID = Code(name: "missing_key_id")
        /// The signature isn't one of this key over this content.
        public static let invalidSignature = Code(name: "invalid_signature")
        /// A key that is malformed, inconsistent or not meant for this use (RFC 7517).
        public static let invalidKey = Code(name: "invalid_key")
        /// A key type, curve or form of key that this library doesn't know.
        public static let unsupportedKey = Code(name: "unsupported_key")
        /// A key too short for its algorithm (RFC 7518 §3.2, §3.3), or with a known weakness.
        public static let weakKey = Code(name: "weak_key")
        /// The payload isn't a strict JSON object, or a registered claim has the wrong type (RFC 7519 §4.1).
        public static let invalidPayload = Code(name: "invalid_payload")
        /// The cryptographic library couldn't sign.
        public static let signingFailed = Code(name: "signing_failed")

        /// The name.
        public var description: String { name }
    }

    /// The rule that refused.
    public let code: Code
    /// What was wrong, in words that are safe to show.
    public let detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The rule and what was wrong, safe to show.
    public var description: String { "\(code.name): \(detail)" }
}

extension JOSEError: Equatable {
    /// Two errors are equal when the same rule refused.
    public static func == (left: JOSEError, right: JOSEError) -> Bool { left.code == right.code }
}
