/// Why a stored password hash can't be read.
///
/// Never carries any of its text.
public struct PasswordHashError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Code: String, Sendable, Hashable {
        /// Longer than any hash that is read here.
        case tooLong = "too_long"
        /// Not five fields that each begin with `$`.
        case notPHC = "not_phc"
        /// Neither `argon2id` nor `argon2i`.
        case unknownAlgorithm = "unknown_algorithm"
        /// Not Argon2 version 19 (1.3).
        case unknownVersion = "unknown_version"
        /// `m`, `t` and `p` aren't there once each, in this order, as plain decimal numbers.
        case malformedParameters = "malformed_parameters"
        /// More memory, passes or lanes than are permitted, or too few.
        case parametersOutOfRange = "parameters_out_of_range"
        /// The salt isn't canonical unpadded base64 of 8 to 64 bytes.
        case malformedSalt = "malformed_salt"
        /// The digest isn't canonical unpadded base64 of 16 to 64 bytes.
        case malformedDigest = "malformed_digest"
    }

    /// What was wrong.
    public let code: Code

    init(_ code: Code) {
        self.code = code
    }

    /// One sentence, safe to show and to log.
    public var description: String {
        "The stored password hash can't be used (\(code.rawValue)). It must be an Argon2 1.3 string in the PHC format, "
            + "such as $argon2id$v=19$m=19456,t=2,p=1$<salt>$<digest>; set a new password for this account."
    }
}
