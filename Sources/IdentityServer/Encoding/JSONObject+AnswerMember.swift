import TesseraJOSE
import TesseraOAuth

extension JSONObject {
    /// Sets a member of an OAuth 2 answer.
    mutating func set(_ member: AnswerMember) {
        self[member.name] =
            switch member.value {
            case .string(let text): .string(text)
            case .integer(let number): .integer(number)
            }
    }
}
