/// One member of a JSON answer: its name on the wire and its value.
///
/// The names stand in this target and nowhere else.
public struct AnswerMember: Sendable, Hashable {
    /// A member's value.
    public enum Value: Sendable, Hashable {
        /// A JSON string.
        case string(String)
        /// A JSON number without a fraction.
        case integer(Int64)
    }

    /// The member's name, such as `access_token`.
    public let name: String
    /// The member's value.
    public let value: Value

    /// Makes a member.
    /// - Parameters:
    ///   - name: The name on the wire.
    ///   - value: The value.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
