/// What a table consists of, for whoever reads and writes it as a whole without knowing what it means.
public struct TableDescription: Sendable {
    /// The table's name.
    public let name: StaticString
    /// The names of its columns and their types, in any order.
    public let columns: KeyValuePairs<StaticString, ColumnType>
    /// The columns of its primary key, in the key's order.
    public let key: [StaticString]
    /// Whether the migrations themselves put rows into it, so that a fresh database has some.
    public let hasInitialRows: Bool

    /// A description.
    ///
    /// - Parameters:
    ///   - name: The table's name.
    ///   - key: The columns of its primary key, at least one.
    ///   - hasInitialRows: Whether the migrations themselves put rows into it.
    ///   - columns: Its columns and their types, those of the key included.
    public init(
        _ name: StaticString,
        key: [StaticString],
        hasInitialRows: Bool = false,
        _ columns: KeyValuePairs<StaticString, ColumnType>
    ) {
        self.name = name
        self.key = key
        self.hasInitialRows = hasInitialRows
        self.columns = columns
    }

    /// Whether the database counts its key up by itself.
    public var hasIdentity: Bool {
        columns.contains { $0.value == .identity }
    }
}
