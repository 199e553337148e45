/// Why bytes are no status list (draft-ietf-oauth-status-list, "Compressed Byte Array").
public enum StatusListError: Error, Sendable, Hashable, CustomStringConvertible {
    /// An entry has 1, 2, 4 or 8 bits.
    case invalidEntrySize
    /// The bytes are no whole zlib stream (RFC 1950), or something follows it.
    case malformed
    /// The list is longer than allowed.
    case tooLarge

    /// What was wrong; safe to show, since it never repeats the input.
    public var description: String {
        switch self {
        case .invalidEntrySize: "An entry of a status list has 1, 2, 4 or 8 bits."
        case .malformed: "The status list is not one whole zlib stream."
        case .tooLarge: "The status list is longer than allowed."
        }
    }
}
