import CLibPQ
import Persistence

/// A statement that went out, and what its answer must look like to be its own.
///
/// The protocol gives answers no name: they belong to questions by their order alone. So each answer is also held against
/// what is known of its question, and one that does not fit ends the connection.
struct Question {
    /// What a statement does to the transaction around it.
    enum Effect {
        case begins, ends, none
    }

    let key: StatementCache.Key
    /// What was prepared earlier; nil for what is prepared in the same exchange.
    let prepared: StatementCache.Prepared?
    /// The name on the server.
    let name: String
    let effect: Effect
    /// The word with which the server names what it has done; nil where several are possible.
    private let tag: String?

    init(_ key: StatementCache.Key, prepared: StatementCache.Prepared?, name: String) {
        self.key = key
        self.prepared = prepared
        self.name = name
        tag = Self.tags.first { key.text.hasPrefix($0) }
        effect =
            switch tag {
            case "BEGIN": .begins
            case "COMMIT", "ROLLBACK": .ends
            default: .none
            }
    }

    /// Whether a result without an error can be the answer.
    ///
    /// - Parameters:
    ///   - result: What came.
    ///   - columns: What the statement's rows are made of.
    /// - Returns: Whether it can.
    func fits(_ result: OpaquePointer, _ columns: ResultColumns) -> Bool {
        guard unsafe columns.areThose(of: result) else { return false }
        guard let tag else { return true }
        let said = unsafe String(cString: PQcmdStatus(result))
        return said.hasPrefix(tag)
    }

    private static let tags = ["SELECT", "INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT", "ROLLBACK"]
}
