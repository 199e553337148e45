import Persistence

/// The statements that one connection has prepared on the server.
struct StatementCache {
    /// A statement's text with the types of its values: the same text with another type is another plan.
    struct Key: Hashable {
        let text: String
        let types: [ValueType]

        init(_ statement: RenderedSQL) {
            text = statement.text
            types = statement.values.map { ValueType($0) }
        }
    }

    /// What the server has prepared.
    struct Prepared {
        let name: String
        /// What the server said that its rows are made of.
        let columns: ResultColumns
    }

    /// How many there may be; the program's statements are written in it, so it never comes near.
    static let limit = 1000

    private var prepared: [Key: Prepared] = [:]
    private var made = 0

    /// Whether there are so many that the connection had better be made anew.
    var isFull: Bool { prepared.count >= Self.limit }

    /// A prepared statement; nil for one that has not been.
    subscript(key: Key) -> Prepared? { prepared[key] }

    /// A name that was never used on this connection.
    mutating func newName() -> String {
        made += 1
        return "s\(made)"
    }

    /// Remembers what the server has prepared.
    mutating func insert(_ key: Key, _ statement: Prepared) {
        prepared[key] = statement
    }
}
