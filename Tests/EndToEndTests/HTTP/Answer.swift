import NIOHTTP1
import TesseraJOSE

/// What a server answered.
struct Answer: Sendable, CustomStringConvertible {
    let status: Int
    let headers: HTTPHeaders
    let text: String

    /// The body read as JSON.
    var json: JSONValue {
        get throws {
            try JSONValue(
                parsing: Array(text.utf8),
                limits: JSONLimits(maximumBytes: 10_000_000, maximumMembers: 1_000_000)
            )
        }
    }

    /// A member of the body that must be a text.
    func string(_ member: String) throws -> String {
        guard let text = try json[member]?.string else {
            throw NeverHappened(description: "the answer has the member \(member)\n\(self)")
        }
        return text
    }

    /// The status and the beginning of the body, in one line.
    var summary: String { "HTTP \(status) \(text.prefix(300))" }

    var description: String { "HTTP \(status)\n\(headers)\n\(text)" }
}
