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
    /// The definition that lets rows leave an append-only table that are older than a floor.
    case allowRemoval(Removal)
    /// The database's clock: milliseconds since 1970-01-01T00:00:00Z.
    case currentMilliseconds
    /// The end of a `SELECT` in a sweep: rows that somebody is changing are left out.
    case skipLocked
    /// What stands before `VALUES` when rows bring the numbers of an identity column with them.
    case keepIdentities
    /// The last number that a table's identity column has given; 0 when it has given none.
    case identityCounter(table: String)
    /// The statement that lets a table's identity column go on behind a number.
    case setIdentityCounter(table: String, to: Int64)
    /// The definition that makes every write to a table fail.
    case seal(table: String)
    /// The removal of that definition.
    case unseal(table: String)

    /// Whether it may be several statements.
    var isScript: Bool {
        switch self {
        case .forbidChanges, .allowRemoval, .setIdentityCounter, .seal, .unseal: true
        case .type, .tableOptions, .currentMilliseconds, .skipLocked, .keepIdentities, .identityCounter: false
        }
    }
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
        case .allowRemoval(let removal): removal.text(in: self)
        case .currentMilliseconds:
            switch self {
            case .sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"
            case .postgreSQL: "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
            }
        case .skipLocked:
            switch self {
            case .sqlite: ""
            case .postgreSQL: " FOR UPDATE SKIP LOCKED"
            }
        case .keepIdentities:
            switch self {
            case .sqlite: ""
            case .postgreSQL: "OVERRIDING SYSTEM VALUE"
            }
        case .identityCounter(let table): identityCounter(table: table)
        case .setIdentityCounter(let table, let number): setIdentityCounter(table: table, to: number)
        case .seal(let table): seal(table: table)
        case .unseal(let table): unseal(table: table)
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

    private func identityCounter(table: String) -> String {
        switch self {
        case .sqlite:
            "(SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = \(Self.literal(table)))"
        case .postgreSQL:
            "COALESCE(pg_sequence_last_value(\(Self.sequence(of: table))), 0)"
        }
    }

    private func setIdentityCounter(table: String, to number: Int64) -> String {
        switch self {
        case .sqlite:
            """
            DELETE FROM sqlite_sequence WHERE name = \(Self.literal(table));
            INSERT INTO sqlite_sequence (name, seq) VALUES (\(Self.literal(table)), \(number));
            """
        case .postgreSQL:
            "SELECT setval(\(Self.sequence(of: table)), \(number), true);"
        }
    }

    /// The sequence behind the identity column of a table, which is always called `id`.
    private static func sequence(of table: String) -> String {
        "CAST(pg_get_serial_sequence(\(literal(quoted(table))), 'id') AS regclass)"
    }

    private func forbidChanges(table: String) -> String {
        switch self {
        case .sqlite:
            Self.triggers(
                table,
                against: ["UPDATE", "DELETE"],
                named: { "\(table)_no_\($0)" },
                message: Self.appendOnlyMessage + table
            )
        case .postgreSQL:
            Self.triggerFunction(
                table,
                against: "UPDATE OR DELETE OR TRUNCATE",
                named: "\(table)_no_change",
                state: Self.appendOnlyState,
                message: Self.appendOnlyMessage + table
            )
        }
    }

    private func seal(table: String) -> String {
        switch self {
        case .sqlite:
            Self.triggers(
                table,
                against: Self.sealedChanges,
                named: { Self.sealName(table, $0) },
                message: Self.sealedMessage
            )
        case .postgreSQL:
            Self.triggerFunction(
                table,
                against: "INSERT OR UPDATE OR DELETE OR TRUNCATE",
                named: Self.sealName(table),
                state: Self.sealedState,
                message: Self.sealedMessage
            )
        }
    }

    private func unseal(table: String) -> String {
        switch self {
        case .sqlite:
            Self.sealedChanges
                .map { "DROP TRIGGER IF EXISTS \(Self.quoted(Self.sealName(table, $0.lowercased())));" }
                .joined(separator: "\n")
        case .postgreSQL:
            // Its triggers go with it.
            "DROP FUNCTION IF EXISTS \(Self.quoted(Self.sealName(table)))() CASCADE;"
        }
    }

    private static let sealedChanges = ["INSERT", "UPDATE", "DELETE"]

    private static func sealName(_ table: String, _ change: String? = nil) -> String {
        "\(table)_sealed" + (change.map { "_\($0)" } ?? "")
    }

    /// SQLite's triggers that make changes to a table fail.
    private static func triggers(
        _ table: String,
        against changes: [String],
        named name: (_ change: String) -> String,
        message: String
    ) -> String {
        changes.map { change in
            """
            CREATE TRIGGER \(quoted(name(change.lowercased()))) BEFORE \(change) ON \(quoted(table)) BEGIN \
            SELECT RAISE(ABORT, \(literal(message))); END;
            """
        }.joined(separator: "\n")
    }

    /// PostgreSQL's function and trigger that make changes to a table fail.
    private static func triggerFunction(
        _ table: String,
        against changes: String,
        named name: String,
        state: String,
        message: String
    ) -> String {
        """
        CREATE FUNCTION \(quoted(name))() RETURNS trigger LANGUAGE plpgsql AS $tessera$ BEGIN \
        RAISE EXCEPTION USING ERRCODE = '\(state)', \
        MESSAGE = \(literal(message)); END $tessera$;
        CREATE TRIGGER \(quoted(name)) BEFORE \(changes) ON \(quoted(table)) \
        FOR EACH STATEMENT EXECUTE FUNCTION \(quoted(name))();
        """
    }

    /// What the message of a refused change to an append-only table begins with; the table's name follows.
    public static let appendOnlyMessage = "append-only table: "

    /// The SQLSTATE that PostgreSQL reports for a refused change to an append-only table.
    public static let appendOnlyState = "TSAPP"

    /// The text of a refused change to an append-only table, in single quotes.
    static func appendOnlyLiteral(_ table: String) -> String {
        literal(appendOnlyMessage + table)
    }

    /// The message of a refused change to a sealed table.
    public static let sealedMessage =
        "the database is sealed, since it was copied to another: nothing is written to it any more"

    /// The SQLSTATE that PostgreSQL reports for a refused change to a sealed table.
    public static let sealedState = "TSEAL"

    private static func literal(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

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

    /// Stands right behind the `LIMIT` of the inner `SELECT` of a sweep: rows that another write is changing are left out.
    ///
    /// So a sweep waits for nobody, and no two writes wait for each other. SQLite, with its one writer, has no such rows.
    public static let skippingLocked = SQL(fragments: [.dialectal(.skipLocked)])

    /// What stands before `VALUES` in an `INSERT` whose rows bring the numbers of an identity column with them.
    public static let keepIdentities = SQL(fragments: [.dialectal(.keepIdentities)])

    /// An expression: the last number that an identity column has given, 0 when it has given none.
    ///
    /// - Parameter table: The table's name, whose identity column is called `id`.
    /// - Returns: The expression.
    public static func identityCounter(of table: StaticString) -> SQL {
        SQL(fragments: [.dialectal(.identityCounter(table: table.description))])
    }

    /// Lets an identity column go on behind a number, so that it never gives one twice.
    ///
    /// - Parameters:
    ///   - table: The table's name, whose identity column is called `id`.
    ///   - number: The last number that counts as given, at least 1.
    /// - Returns: A statement that stands for itself: don't join it with other SQL.
    public static func setIdentityCounter(of table: StaticString, to number: Int64) -> SQL {
        SQL(fragments: [.dialectal(.setIdentityCounter(table: table.description, to: number))])
    }

    /// Seals a table: every write to it throws ``PersistenceError/Code/sealed``, whichever process tries.
    ///
    /// - Parameter table: The table's name.
    /// - Returns: A statement that stands for itself: don't join it with other SQL.
    public static func seal(table: StaticString) -> SQL {
        SQL(fragments: [.dialectal(.seal(table: table.description))])
    }

    /// Takes the seal off a table; a table without one stays as it is.
    ///
    /// - Parameter table: The table's name.
    /// - Returns: A statement that stands for itself: don't join it with other SQL.
    public static func unseal(table: StaticString) -> SQL {
        SQL(fragments: [.dialectal(.unseal(table: table.description))])
    }
}
