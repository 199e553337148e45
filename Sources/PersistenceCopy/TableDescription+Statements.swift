import Persistence

/// The statements over whole rows.
extension TableDescription {
    /// The values of a row that was read by ``page(after:limit:)``, each of its column's type.
    ///
    /// SQLite keeps truth values as 0 and 1.
    ///
    /// - Throws: ``CopyError/Code/invalidRow`` when a value is of another type.
    func canonical(_ row: Row) throws(CopyError) -> [SQLValue] {
        var values = row.values
        var index = 0
        for (column, type) in columns {
            switch (type, values[index]) {
            case (_, .null), (.text, .text), (.bytes, .bytes), (.bigint, .integer), (.identity, .integer),
                (.bool, .bool):
                break
            case (.bool, .integer(0)): values[index] = .bool(false)
            case (.bool, .integer(1)): values[index] = .bool(true)
            default: throw .invalidValue(table: name, column: column)
            }
            index += 1
        }
        return values
    }

    /// The values of the primary key in a row.
    func keyValues(of values: [SQLValue]) -> [SQLValue] {
        key.compactMap { part in
            columns.firstIndex { $0.key.description == part.description }.map { values[$0] }
        }
    }

    /// The rows behind a key, in the order of the key.
    func page(after key: [SQLValue]?, limit: Int) -> SQL {
        var condition: SQL = ""
        if let key {
            let values = key.map { "\($0)" as SQL }.joined(separator: ", ")
            condition = " WHERE (\(keyColumns)) > (\(values))"
        }
        return "SELECT \(allColumns) FROM \(identifier: name)\(condition) ORDER BY \(keyColumns) LIMIT \(limit)"
    }

    /// The row at a position in the order of the key, counted from 0.
    func row(at position: Int64) -> SQL {
        "SELECT \(allColumns) FROM \(identifier: name) ORDER BY \(keyColumns) LIMIT 1 OFFSET \(position)"
    }

    /// The statement that writes rows, at least one.
    func insert(_ rows: some Sequence<[SQLValue]>) -> SQL {
        let tuples = rows.map { values in
            "(\(values.map { "\($0)" as SQL }.joined(separator: ", ")))" as SQL
        }.joined(separator: ", ")
        return "INSERT INTO \(identifier: name) (\(allColumns)) VALUES \(tuples)"
    }

    /// The statement that gives the row of the same key these values.
    func update(_ values: [SQLValue]) -> SQL {
        let pairs = zip(columns, values).map { "\(identifier: $0.key) = \($1)" as SQL }
        let condition = zip(key, keyValues(of: values)).map { "\(identifier: $0) = \($1)" as SQL }
        return
            "UPDATE \(identifier: name) SET \(pairs.joined(separator: ", ")) WHERE \(condition.joined(separator: " AND "))"
    }

    /// How many rows one statement may bring: every system binds at least 32,766 values (SQLite), and short statements are
    /// prepared faster.
    var rowsPerStatement: Int {
        max(1, 4000 / columns.count)
    }

    /// How many rows there are.
    var count: SQL { "SELECT COUNT(*) AS n FROM \(identifier: name)" }

    /// Has a row when the table has one.
    var anyRow: SQL { "SELECT 1 AS one FROM \(identifier: name) LIMIT 1" }

    private var allColumns: SQL {
        columns.map { "\(identifier: $0.key)" as SQL }.joined(separator: ", ")
    }

    private var keyColumns: SQL {
        key.map { "\(identifier: $0)" as SQL }.joined(separator: ", ")
    }
}
