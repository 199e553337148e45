/// A row of a result.
///
/// Columns are read by the name that the query gave them. Where two columns have the same name, the first one counts.
public struct Row: Sendable, Hashable {
    /// The names of the columns, in order.
    public let columns: [String]
    /// The values, in the order of the columns.
    public let values: [SQLValue]

    /// A row, as a driver makes it.
    ///
    /// - Parameters:
    ///   - columns: The names of the columns, in order. Rows of one result share the array.
    ///   - values: As many values.
    public init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The value as it came.
    /// - Throws: ``PersistenceError/Code/columnMissing`` when the result has no such column.
    public func value(_ column: String) throws(PersistenceError) -> SQLValue {
        guard let index = columns.firstIndex(of: column), index < values.count else {
            throw .columnMissing(column)
        }
        return values[index]
    }

    /// The text of a column.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The text.
    /// - Throws: ``PersistenceError/Code/columnMissing``, or ``PersistenceError/Code/columnType`` for anything but text.
    public func text(_ column: String) throws(PersistenceError) -> String {
        guard let text = try optionalText(column) else { throw .columnType(column, expected: "text", found: .null) }
        return text
    }

    /// The text of a column that may be NULL.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The text, or nil for NULL.
    /// - Throws: ``PersistenceError/Code/columnMissing``, or ``PersistenceError/Code/columnType`` for another type.
    public func optionalText(_ column: String) throws(PersistenceError) -> String? {
        switch try value(column) {
        case .text(let text): return text
        case .null: return nil
        case let other: throw .columnType(column, expected: "text", found: other)
        }
    }

    /// The integer of a column.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The integer.
    /// - Throws: ``PersistenceError/Code/columnMissing``, or ``PersistenceError/Code/columnType`` for anything but an
    ///   integer.
    public func integer(_ column: String) throws(PersistenceError) -> Int64 {
        guard let integer = try optionalInteger(column) else {
            throw .columnType(column, expected: "integer", found: .null)
        }
        return integer
    }

    /// The integer of a column that may be NULL.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The integer, or nil for NULL.
    /// - Throws: ``PersistenceError/Code/columnMissing``, or ``PersistenceError/Code/columnType`` for another type.
    public func optionalInteger(_ column: String) throws(PersistenceError) -> Int64? {
        switch try value(column) {
        case .integer(let integer): return integer
        case .null: return nil
        case let other: throw .columnType(column, expected: "integer", found: other)
        }
    }

    /// The bytes of a column.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The bytes.
    /// - Throws: ``PersistenceError/Code/columnMissing``, or ``PersistenceError/Code/columnType`` for anything but bytes.
    public func bytes(_ column: String) throws(PersistenceError) -> [UInt8] {
        guard let bytes = try optionalBytes(column) else { throw .columnType(column, expected: "bytes", found: .null) }
        return bytes
    }

    /// The bytes of a column that may be NULL.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The bytes, or nil for NULL.
    /// - Throws: ``PersistenceError/Code/columnMissing``, or ``PersistenceError/Code/columnType`` for another type.
    public func optionalBytes(_ column: String) throws(PersistenceError) -> [UInt8]? {
        switch try value(column) {
        case .bytes(let bytes): return bytes
        case .null: return nil
        case let other: throw .columnType(column, expected: "bytes", found: other)
        }
    }

    /// The truth value of a column.
    ///
    /// SQLite keeps it as 0 or 1.
    ///
    /// - Parameter column: The column's name.
    /// - Returns: The truth value.
    /// - Throws: ``PersistenceError/Code/columnMissing``, or ``PersistenceError/Code/columnType`` for anything but a
    ///   truth value, 0 or 1.
    public func bool(_ column: String) throws(PersistenceError) -> Bool {
        switch try value(column) {
        case .bool(let bool): return bool
        case .integer(0): return false
        case .integer(1): return true
        case let other: throw .columnType(column, expected: "bool", found: other)
        }
    }
}
