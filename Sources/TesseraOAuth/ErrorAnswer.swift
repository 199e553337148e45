/// An error answer of the token endpoint (RFC 6749 §5.2).
public struct ErrorAnswer: Sendable, Hashable {
    /// `error`: the code.
    public let error: OAuthErrorCode
    /// `error_description`: a sentence for developers, in the alphabet of RFC 6749 §5.2; never a secret.
    public let description: String?

    /// Makes an error answer.
    /// - Parameters:
    ///   - error: The code.
    ///   - description: A sentence for developers. Characters outside RFC 6749 §5.2's alphabet are replaced.
    public init(error: OAuthErrorCode, description: String? = nil) {
        self.error = error
        self.description = description.map(QuotedText.description)
    }

    /// The JSON object's members in their order.
    public var members: [AnswerMember] {
        var members = [AnswerMember("error", .string(error.rawValue))]
        if let description { members.append(AnswerMember("error_description", .string(description))) }
        return members
    }
}
