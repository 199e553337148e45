/// A value that a column can hold or a statement can bind.
///
/// The four types that every supported system stores exactly: text (UTF-8, without U+0000), 64-bit integers, bytes and
/// Booleans; and the absence of a value. Times are kept as integers: milliseconds since 1970-01-01T00:00:00Z.
public enum SQLValue: Sendable, Hashable {
    /// No value.
    case null
    /// Text.
    ///
    /// U+0000 is refused by every driver, because PostgreSQL cannot hold it.
    case text(String)
    /// A signed 64-bit integer.
    case integer(Int64)
    /// Bytes, possibly none.
    case bytes([UInt8])
    /// A truth value.
    case bool(Bool)
}

/// A type whose values can be bound to a statement.
public protocol SQLValueConvertible {
    /// The value to bind.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLValueConvertible {
    /// Itself.
    public var sqlValue: SQLValue { self }
}

extension String: SQLValueConvertible {
    /// The text.
    public var sqlValue: SQLValue { .text(self) }
}

extension Substring: SQLValueConvertible {
    /// The text.
    public var sqlValue: SQLValue { .text(String(self)) }
}

extension Int64: SQLValueConvertible {
    /// The integer.
    public var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLValueConvertible {
    /// The integer.
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLValueConvertible {
    /// The truth value.
    public var sqlValue: SQLValue { .bool(self) }
}

extension Array: SQLValueConvertible where Element == UInt8 {
    /// The bytes.
    public var sqlValue: SQLValue { .bytes(self) }
}

extension Optional: SQLValueConvertible where Wrapped: SQLValueConvertible {
    /// The wrapped value, or null.
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
