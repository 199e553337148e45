/// A database system's way to spell what the systems spell differently.
///
/// Everything that differs stands in this file.
///
/// All else is written once for both: `RETURNING`, `ON CONFLICT`, common table expressions, partial indexes, `TRUE` and
/// `FALSE` are the same in SQLite (3.35 and later) and PostgreSQL.
public enum Dialect: Sendable, Hashable {
    /// SQLite: `?`, `BLOB`, `STRICT` tables.
    case sqlite
    /// PostgreSQL: `$1`, `BYTEA`, trigger functions.
    case postgreSQL
}

/// The type of a column.
public enum ColumnType: Sendable, Hashable {
    /// Bytes.
    case bytes
    /// Text.
    case text
    /// A signed 64-bit integer.
    case bigint
    /// A truth value.
    case bool
    /// A primary key that the database counts up by itself and never gives twice: write no `PRIMARY KEY` behind it.
    case identity
}

/// How a table is kept.
public enum TableOptions: Sendable, Hashable {
    /// Column types are enforced.
    ///
    /// The house's rule for every table.
    case strict
    /// Column types are enforced, and rows are kept in the order of the primary key (no hidden row number), which saves
    /// an index where the key is not an integer.
    case strictByPrimaryKey
}

/// A part of a statement that the systems spell differently.
public enum DialectalFragment: Sendable, Hashable {
    /// A column type.
    case type(ColumnType)
    /// The options of a table.
    case tableOptions(TableOptions)
    /// The definition that makes a table append-only.
    ///
    /// `StaticString` is kept as its text.
    case forbidChanges(table: String)
    /// The database's clock: milliseconds since 1970-01-01T00:00:00Z.
    case currentMilliseconds
}

extension Dialect {
    /// The spelling of a fragment.
    ///
    /// - Parameter fragment: The fragment.
    /// - Returns: SQL text.
    public func text(of fragment: DialectalFragment) -> String {
        switch fragment {
        case .type(let type): text(of: type)
        case .tableOptions(let options): text(of: options)
        case .forbidChanges(let table): forbidChanges(table: table)
        case .currentMilliseconds:
            switch self {
            case .sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"
            case .postgreSQL: "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
            }
        }
    }

    private func text(of type: ColumnType) -> String {
        switch (type, self) {
        case (.text, .sqlite): "TEXT"
        // Compared and ordered by bytes, as in SQLite, whatever the language of the database.
        case (.text, .postgreSQL): "TEXT COLLATE \"C\""
        case (.bytes, .sqlite): "BLOB"
        case (.bytes, .postgreSQL): "BYTEA"
        case (.bigint, .sqlite), (.bool, .sqlite): "INTEGER"
        case (.bigint, .postgreSQL): "BIGINT"
        case (.bool, .postgreSQL): "BOOLEAN"
        case (.identity, .sqlite): "INTEGER PRIMARY KEY AUTOINCREMENT"
        case (.identity, .postgreSQL): "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        }
    }

    private func text(of options: TableOptions) -> String {
        switch (options, self) {
        case (.strict, .sqlite): "STRICT"
        case (.strictByPrimaryKey, .sqlite): "STRICT, WITHOUT ROWID"
        case (_, .postgreSQL): ""
        }
    }

    private func forbidChanges(table: String) -> String {
        let name = Self.quoted(table)
        let message = Self.appendOnlyMessage + table
        switch self {
        case .sqlite:
            return ["UPDATE", "DELETE"].map { change in
                let trigger = Self.quoted("\(table)_no_\(change.lowercased())")
                return """
                    CREATE TRIGGER \(trigger) BEFORE \(change) ON \(name) BEGIN \
                    SELECT RAISE(ABORT, '\(message.replacing("'", with: "''"))'); END;
                    """
            }.joined(separator: "\n")
        case .postgreSQL:
            let function = Self.quoted("\(table)_no_change")
            return """
                CREATE FUNCTION \(function)() RETURNS trigger LANGUAGE plpgsql AS $tessera$ BEGIN \
                RAISE EXCEPTION USING ERRCODE = '\(Self.appendOnlyState)', \
                MESSAGE = '\(message.replacing("'", with: "''"))'; END $tessera$;
                CREATE TRIGGER \(function) BEFORE UPDATE OR DELETE OR TRUNCATE ON \(name) \
                FOR EACH STATEMENT EXECUTE FUNCTION \(function)();
                """
        }
    }

    /// What the message of a refused change to an append-only table begins with; the table's name follows.
    public static let appendOnlyMessage = "append-only table: "

    /// The SQLSTATE that PostgreSQL reports for a refused change to an append-only table.
    public static let appendOnlyState = "TSAPP"

    static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}

extension SQL {
    /// Makes a table append-only: `UPDATE` and `DELETE` throw ``PersistenceError/Code/appendOnly``.
    ///
    /// - Parameter table: The name of a table that exists, without quotes, written in the program.
    /// - Returns: A statement for a ``Migration``. It stands for itself: don't join it with other SQL.
    public static func forbidChanges(table: StaticString) -> SQL {
        SQL(fragments: [.dialectal(.forbidChanges(table: table.description))])
    }

    /// An expression: the database's clock, in milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// For records about the database itself only; the product's times are injected.
    public static let currentMilliseconds = SQL(fragments: [.dialectal(.currentMilliseconds)])
}
