/// What a status list says of a token (draft-ietf-oauth-status-list, "Status Types").
public struct TokenStatus: RawRepresentable, Sendable, Hashable {
    /// The entry's value, 0 to 255.
    public let rawValue: UInt8

    /// Makes the status of an entry's value.
    /// - Parameter rawValue: The value as it lies in the list.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The token is good.
    public static let valid = TokenStatus(rawValue: 0)
    /// The token is revoked, for ever.
    public static let invalid = TokenStatus(rawValue: 1)
    /// The token is not good at the moment.
    public static let suspended = TokenStatus(rawValue: 2)
}

extension TokenStatus: CustomStringConvertible {
    /// The draft's word, or the number where it has none.
    public var description: String {
        switch self {
        case .valid: "VALID"
        case .invalid: "INVALID"
        case .suspended: "SUSPENDED"
        default: "0x" + String(rawValue, radix: 16, uppercase: true)
        }
    }
}
