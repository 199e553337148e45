/// Why a text is no scope (RFC 6749 §3.3).
public enum ScopeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no token where one must stand: the text is empty, or a space leads, trails or is doubled.
    case emptyToken
    /// A byte outside `%x21 / %x23-5B / %x5D-7E`.
    case invalidCharacter

    /// What was wrong and what is allowed; safe to show, since it never repeats the input.
    public var description: String {
        switch self {
        case .emptyToken: "A scope is one or more tokens separated by single spaces."
        case .invalidCharacter: "A scope token is printable ASCII without space, quotation mark and backslash."
        }
    }
}
