import NIOCore

/// A statement that a ``ScriptedServer`` knows: what its rows are made of, and the row of each person.
struct ScriptedStatement {
    static let person = "SELECT id, name FROM people WHERE id = $1"
    static let session = "SELECT name, ended_at, id FROM sessions WHERE id = $1"
    static let write = "UPDATE people SET name = $1 WHERE id = $2 RETURNING id"

    let columns: [(name: String, type: UInt32)]
    /// What the server says that it has done.
    let tag: String

    init(_ text: String) {
        (columns, tag) =
            switch text {
            case Self.person: ([("id", 20), ("name", 25)], "SELECT 1")
            case Self.session: ([("name", 25), ("ended_at", 20), ("id", 20)], "SELECT 1")
            case Self.write: ([("id", 20)], "UPDATE 1")
            case let text where text.hasPrefix("SELECT"):
                ([("statements", 25), ("transactions", 25), ("process", 20)], "SELECT 1")
            default: ([], text.split(separator: " ").first.map { String($0) } ?? "")
            }
    }

    /// The body of the message that describes the rows.
    var description: ByteBuffer {
        guard !columns.isEmpty else { return ByteBuffer() }
        var body = ByteBuffer(integer: UInt16(columns.count))
        for (name, type) in columns {
            body.writeNullTerminatedString(name)
            body.writeInteger(UInt32(0))
            body.writeInteger(UInt16(0))
            body.writeInteger(type)
            body.writeInteger(Int16(8))
            body.writeInteger(Int32(-1))
            body.writeInteger(UInt16(1))
        }
        return body
    }

    /// The row for bound values, and the number that was written.
    func row(_ values: [[UInt8]]) -> (row: ByteBuffer?, written: Int64?) {
        guard !columns.isEmpty else { return (nil, nil) }
        let id = values.last.map { $0.reduce(Int64(0)) { $0 << 8 | Int64($1) } } ?? 0
        var row = ByteBuffer(integer: UInt16(columns.count))
        for (name, _) in columns {
            var value = ByteBuffer()
            switch name {
            case "id": value.writeInteger(id)
            case "ended_at": value.writeInteger(id * 1000)
            // The one that the connection was given at its start: no pooler stands between.
            case "process": value.writeInteger(Int64(0))
            default: value.writeString("name-\(id)")
            }
            row.writeInteger(Int32(value.readableBytes))
            row.writeImmutableBuffer(value)
        }
        return (row, tag.hasPrefix("UPDATE") ? id : nil)
    }
}
