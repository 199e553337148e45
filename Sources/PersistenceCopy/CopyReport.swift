/// What a copy came to.
public struct CopyReport: Sendable, Hashable {
    /// A table that is the same in both databases.
    public struct Table: Sendable, Hashable {
        /// The table's name.
        public let name: String
        /// How many rows it has.
        public let rows: Int64
        /// The checksum over its rows, in hexadecimal digits; the same in every database system.
        public let checksum: String
    }

    /// Every table, in the order of copying; empty when there was nothing to do, since this copy was complete already.
    public let tables: [Table]
    /// Whether it went on with what was begun before.
    public let hasGoneOn: Bool

    /// The copy was complete before.
    static let nothingToDo = CopyReport(tables: [], hasGoneOn: true)

    /// Whether the copy was complete before and nothing had to be done.
    public var wasComplete: Bool { self == .nothingToDo }

    /// How many rows all tables have together.
    public var rows: Int64 { tables.reduce(0) { $0 + $1.rows } }
}
