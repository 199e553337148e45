/// Why a user name or an e-mail address isn't taken, with a sentence that says what to do.
public struct IdentifierError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of refusal, stable for programs.
    public enum Code: String, Sendable, Hashable {
        /// Nothing is left after white space at the ends was removed.
        case empty
        /// Longer than permitted.
        case tooLong = "too_long"
        /// A character that has no place in it: a space, a control, something invisible, unassigned, or a sign.
        case forbiddenCharacter = "forbidden_character"
        /// All characters are fine, their arrangement isn't.
        case malformed
        /// A form that is legal elsewhere and not supported here.
        case unsupported
    }

    /// What was wrong.
    public let code: Code

    /// What was wrong and what to do: safe to show.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// The complaint about one character, named by its code point because it may be invisible; a space by its name.
    static func forbidden(_ scalar: Unicode.Scalar, in what: String, allowed: String) -> IdentifierError {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let name = scalar == " " ? "a space" : "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return IdentifierError(.forbiddenCharacter, "The \(what) contains \(name), which isn't allowed. \(allowed)")
    }
}
