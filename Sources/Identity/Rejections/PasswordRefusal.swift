/// Why a password isn't taken, with a sentence that says what to do instead.
///
/// Never carries the password.
public struct PasswordRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of refusal, stable for programs.
    public enum Code: String, Sendable, Hashable {
        /// Nothing was typed.
        case empty
        /// Fewer characters than the minimum.
        case tooShort = "too_short"
        /// More than ``Password/maximumBytes``.
        case tooLong = "too_long"
        /// In the list of common passwords, or one of them with nothing but digits, signs or repetition added.
        case tooCommon = "too_common"
        /// One short piece over and over, or a walk along the keyboard, the alphabet or the digits.
        case tooPredictable = "too_predictable"
        /// Hardly more than the user name, the e-mail address or the name of the service.
        case containsIdentifier = "contains_identifier"
    }

    /// What was wrong.
    public let code: Code

    /// What was wrong and what to do, in one or two sentences that are safe to show.
    public let description: String

    static let empty = PasswordRefusal(code: .empty, description: "The password is empty. Type a password.")

    static func tooShort(_ count: Int, minimum: Int) -> PasswordRefusal {
        PasswordRefusal(
            code: .tooShort,
            description: "The password has \(count) character\(count == 1 ? "" : "s"); it needs at least \(minimum). "
                + "A few unrelated words make a good one."
        )
    }

    static let tooCommon = PasswordRefusal(
        code: .tooCommon,
        description:
            "This password, or the word it is built on, is among the most common ones, which attackers try first. "
            + "Use a few unrelated words, or let a password manager make one."
    )

    static let tooPredictable = PasswordRefusal(
        code: .tooPredictable,
        description:
            "The password is a short piece repeated or a row of neighbouring keys, letters or digits, which "
            + "attackers try early. Use a few unrelated words, or let a password manager make one."
    )

    static let containsIdentifier = PasswordRefusal(
        code: .containsIdentifier,
        description: "The password is hardly more than the user name, the e-mail address or the name of this service. "
            + "Use words that have nothing to do with them."
    )
}
