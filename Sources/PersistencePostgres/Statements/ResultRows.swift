import CLibPQ
import Persistence

/// Reads rows out of a result of libpq, in binary format.
enum ResultRows {
    /// The result's rows.
    ///
    /// - Throws: ``/Persistence/PersistenceError/Code/columnType`` for a column of a type that no value has.
    static func rows(of result: OpaquePointer, _ known: ResultColumns) throws(PersistenceError) -> [Row] {
        let count = unsafe PQntuples(result)
        guard count > 0 else { return [] }
        let (columns, types) = (known.names, known.types)
        var rows: [Row] = []
        rows.reserveCapacity(Int(count))
        for row in 0..<count {
            var values: [SQLValue] = []
            values.reserveCapacity(columns.count)
            for column in 0..<CInt(clamping: columns.count) {
                guard unsafe PQgetisnull(result, row, column) == 0 else {
                    values.append(.null)
                    continue
                }
                let bytes = unsafe UnsafeBufferPointer(
                    start: UnsafeRawPointer(PQgetvalue(result, row, column)).assumingMemoryBound(to: UInt8.self),
                    count: Int(PQgetlength(result, row, column))
                )
                guard let value = unsafe value(bytes, type: types[Int(column)]) else {
                    throw PersistenceError(
                        .columnType,
                        message: """
                            column \(columns[Int(column)]) is of PostgreSQL's type \(types[Int(column)]), which no column type has; \
                            CAST it to text, bigint or bytes
                            """
                    )
                }
                values.append(value)
            }
            rows.append(Row(columns: columns, values: values))
        }
        return rows
    }

    /// How many rows the statement inserted, updated or deleted.
    static func changedCount(of result: OpaquePointer) -> Int {
        let tag = unsafe String(cString: PQcmdStatus(result))
        guard tag.hasPrefix("INSERT") || tag.hasPrefix("UPDATE") || tag.hasPrefix("DELETE") else { return 0 }
        return unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    private static func value(_ bytes: UnsafeBufferPointer<UInt8>, type: Oid) -> SQLValue? {
        switch type {
        case 16: return unsafe .bool(bytes.first == 1)
        case 17: return unsafe .bytes([UInt8](bytes))
        // int8, int4, int2
        case 20: return unsafe .integer(integer(bytes))
        case 23: return unsafe .integer(Int64(Int32(truncatingIfNeeded: integer(bytes))))
        case 21: return unsafe .integer(Int64(Int16(truncatingIfNeeded: integer(bytes))))
        // text, name, bpchar, varchar, and a literal whose type nothing decides
        case 25, 19, 1042, 1043, 705: return unsafe .text(String(decoding: bytes, as: UTF8.self))
        case 1700: return unsafe wholeNumber(bytes).map(SQLValue.integer)
        default: return nil
        }
    }

    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
        unsafe bytes.reduce(0) { $0 << 8 | Int64($1) }
    }

    /// A `numeric` that is a whole number of 64 bits, as the sum of bigints is one; nil for any other.
    ///
    /// The format: number of digits to base 10,000, weight of the first one, sign, scale, then the digits, 2 bytes each.
    private static func wholeNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map {
            unsafe Int(bytes[$0]) << 8 | Int(bytes[$0 + 1])
        }
        guard words.count >= 4, words.count == 4 + words[0], words[2] == 0 || words[2] == 0x4000 else { return nil }
        let weight = Int(Int16(truncatingIfNeeded: words[1]))
        // Digits behind the point are not zero: zeros are not sent.
        guard words[0] <= weight + 1 || words[0] == 0 else { return nil }
        var number: Int64 = 0
        for position in 0..<max(0, words[0] == 0 ? 0 : weight + 1) {
            let digit = position < words[0] ? words[4 + position] : 0
            let (shifted, overflows) = number.multipliedReportingOverflow(by: 10_000)
            let (sum, overflowsToo) = shifted.subtractingReportingOverflow(Int64(digit))
            guard !overflows, !overflowsToo else { return nil }
            number = sum
        }
        // Counted down, since the smallest number has no positive twin.
        if words[2] == 0x4000 { return number }
        return number == .min ? nil : -number
    }
}
