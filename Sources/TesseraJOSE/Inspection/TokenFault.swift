/// A fault in the form of a token, found while looking at it.
public struct TokenFault: Sendable, Hashable {
    /// The kinds of faults, by stable names.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Longer than anything that is looked at.
        case tooLarge = "too_large"
        /// JSON serialization (RFC 7515 §7.2), which a JWT never has.
        case jsonSerialization = "json_serialization"
        /// White space inside of the token.
        case whiteSpace = "white_space"
        /// Neither three parts (RFC 7515 §7.1) nor five (RFC 7516 §7.1).
        case partCount = "part_count"
        /// Padding at the end of a part (RFC 7515 §2).
        case padding
        /// A character of the standard alphabet of base64 (RFC 4648 §4).
        case standardAlphabet = "standard_alphabet"
        /// A character that no alphabet of base64 has.
        case foreignCharacter = "foreign_character"
        /// A part of a length that no base64url text has.
        case impossibleLength = "impossible_length"
        /// Bits that mean nothing and aren't zero (RFC 4648 §3.5).
        case trailingBits = "trailing_bits"
        /// A header or payload that isn't a JSON object in UTF-8.
        case notJSON = "not_json"
        /// A header or payload beyond the bounds of ``JSONLimits``.
        case jsonLimits = "json_limits"
        /// A header or payload in which an object holds a name twice.
        case repeatedMember = "repeated_member"
    }

    /// What is wrong.
    public let kind: Kind
    /// The part that it is in; `nil` for the token as a whole.
    public let part: TokenPart.Name?
    /// The byte of the token, counted from 0, where it begins; `nil` when it is no matter of a place.
    public let position: Int?
    /// What is wrong and where, as a sentence; holds nothing of the token but names of members.
    public let detail: String
}
