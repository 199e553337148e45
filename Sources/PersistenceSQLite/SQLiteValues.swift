import GRDB
import GRDBSQLite
import Persistence

/// Binds values to a statement.
enum SQLiteBinding {
    /// Binds values to the placeholders, which must be as many.
    static func bind(_ values: [SQLValue], to statement: SQLiteStatement) throws(PersistenceError) {
        let count = Int(unsafe sqlite3_bind_parameter_count(statement))
        guard count == values.count else {
            throw PersistenceError(
                .other,
                message: "the statement has \(count) placeholders for \(values.count) bound values"
            )
        }
        var position: CInt = 0
        for value in values {
            position += 1
            let code = unsafe bind(value, to: statement, at: position)
            guard code == SQLITE_OK else {
                throw PersistenceError(resultCode: code, message: "value \(position) cannot be bound")
            }
        }
    }

    private static func bind(_ value: SQLValue, to statement: SQLiteStatement, at position: CInt) -> CInt {
        switch value {
        case .null:
            return unsafe sqlite3_bind_null(statement, position)
        case .integer(let integer):
            return unsafe sqlite3_bind_int64(statement, position, integer)
        case .bool(let bool):
            return unsafe sqlite3_bind_int64(statement, position, bool ? 1 : 0)
        case .text(let text):
            // A C string has an address even when it is empty; without one, NULL would be bound. It ends where the
            // text ends, since no text with U+0000 is rendered.
            return unsafe text.withCString { characters in
                unsafe sqlite3_bind_text64(
                    statement,
                    position,
                    characters,
                    UInt64(text.utf8.count),
                    copied,
                    UInt8(SQLITE_UTF8)
                )
            }
        case .bytes(let bytes):
            // No bytes have no address either.
            guard !bytes.isEmpty else { return unsafe sqlite3_bind_zeroblob(statement, position, 0) }
            return unsafe bytes.withUnsafeBytes { buffer in
                unsafe sqlite3_bind_blob64(statement, position, buffer.baseAddress, UInt64(buffer.count), copied)
            }
        }
    }

    /// `SQLITE_TRANSIENT`, a macro that casts -1 to a function pointer.
    ///
    /// nonisolated(unsafe), since a C function pointer is not Sendable: this one is a constant that nobody calls.
    nonisolated(unsafe) private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// Reads the row that a statement stands on.
enum SQLiteColumns {
    static func names(of statement: SQLiteStatement) -> [String] {
        (0..<(unsafe sqlite3_column_count(statement))).map { index in
            unsafe sqlite3_column_name(statement, index).map { unsafe String(cString: $0) } ?? ""
        }
    }

    static func values(of statement: SQLiteStatement, names: [String]) throws(PersistenceError) -> [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(names.count)
        for (index, name) in names.enumerated() {
            values.append(try unsafe value(of: statement, at: CInt(index), name: name))
        }
        return values
    }

    private static func value(
        of statement: SQLiteStatement,
        at index: CInt,
        name: String
    ) throws(PersistenceError) -> SQLValue {
        switch unsafe sqlite3_column_type(statement, index) {
        case SQLITE_NULL:
            return .null
        case SQLITE_INTEGER:
            return .integer(unsafe sqlite3_column_int64(statement, index))
        case SQLITE_TEXT:
            guard let start = unsafe sqlite3_column_text(statement, index) else { return .text("") }
            let count = Int(unsafe sqlite3_column_bytes(statement, index))
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = unsafe sqlite3_column_blob(statement, index) else { return .bytes([]) }
            let count = Int(unsafe sqlite3_column_bytes(statement, index))
            return .bytes(unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
            throw PersistenceError(
                .columnType,
                message: "column \(name) holds a real number, which no column type has; CAST it to bigint"
            )
        }
    }
}
