/// Why a text isn't the strict JSON that we accept (RFC 8259 and the bounds of ``JSONLimits``).
///
/// Says what was wrong at which byte, and never repeats the content.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rule that refused the text.
    public struct Code: Sendable, Hashable {
        /// The stable name of the rule, in snake case.
        public let name: String
        let explanation: String

        /// A byte that the grammar doesn't allow here.
        public static let unexpectedByte = Code(
            name: "unexpected_byte",
            explanation: "a byte that JSON doesn't allow here"
        )
        /// The text ends inside a value.
        public static let unexpectedEnd = Code(name: "unexpected_end", explanation: "the text ends too early")
        /// Something follows the value.
        public static let trailingBytes = Code(name: "trailing_bytes", explanation: "bytes follow the value")
        /// The text opens with a byte order mark or is UTF-16 or UTF-32.
        public static let byteOrderMark = Code(
            name: "byte_order_mark",
            explanation: "a byte order mark; the text must be UTF-8 without one"
        )
        /// A string isn't UTF-8.
        public static let invalidUTF8 = Code(name: "invalid_utf8", explanation: "a string that isn't valid UTF-8")
        /// An escape that RFC 8259 §7 doesn't know.
        public static let invalidEscape = Code(name: "invalid_escape", explanation: "an unknown or broken escape")
        /// Half of a surrogate pair.
        public static let loneSurrogate = Code(name: "lone_surrogate", explanation: "half of a surrogate pair")
        /// A control character that must be escaped.
        public static let controlCharacter = Code(
            name: "control_character",
            explanation: "a control character that isn't escaped"
        )
        /// A number that isn't written as RFC 8259 §6 says.
        public static let invalidNumber = Code(name: "invalid_number", explanation: "a malformed number")
        /// A number too large for a double.
        public static let numberOutOfRange = Code(name: "number_out_of_range", explanation: "a number out of range")
        /// Two members of one object have the same name.
        public static let duplicateMember = Code(
            name: "duplicate_member",
            explanation: "an object names the same member twice"
        )
        /// Longer than the limit.
        public static let tooLarge = Code(name: "too_large", explanation: "the text is longer than allowed")
        /// Nested deeper than the limit.
        public static let tooDeep = Code(name: "too_deep", explanation: "the nesting is deeper than allowed")
        /// More members and elements than the limit.
        public static let tooManyMembers = Code(
            name: "too_many_members",
            explanation: "more members and elements than allowed"
        )

        /// Two codes are equal when their names are.
        public static func == (left: Code, right: Code) -> Bool { left.name == right.name }
        /// Hashes the name.
        public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// The rule that refused the text.
    public let code: Code
    /// The position of the first byte at fault, counted from 0.
    public let offset: Int

    init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// One sentence, safe to show.
    public var description: String { "Invalid JSON: \(code.explanation), at byte \(offset)." }
}
