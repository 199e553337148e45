/// The failure of a database operation.
///
/// It never holds a bound value or the content of a row, so it is safe to log.
public struct PersistenceError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name.
        public let description: String

        init(_ name: String) {
            description = name
        }

        /// A unique index or primary key has the value already.
        public static let uniqueViolation = Code("uniqueViolation")
        /// A referenced row is missing, or a row is still referenced.
        public static let foreignKeyViolation = Code("foreignKeyViolation")
        /// A column that must have a value got none.
        public static let notNullViolation = Code("notNullViolation")
        /// A check of the table failed.
        public static let checkViolation = Code("checkViolation")
        /// A row of an append-only table was to be changed or deleted.
        public static let appendOnly = Code("appendOnly")
        /// A write where only reads are allowed: in a read, or to a read-only file.
        public static let readOnly = Code("readOnly")
        /// Another process holds the database, or too many writes wait for it.
        ///
        /// Trying again later can help.
        public static let busy = Code("busy")
        /// The database cannot be reached, or the connection was lost.
        ///
        /// Trying again later can help.
        public static let unavailable = Code("unavailable")
        /// There is no space left.
        public static let diskFull = Code("diskFull")
        /// The operating system failed to read or write.
        public static let inputOutput = Code("inputOutput")
        /// The file is damaged, or is no database.
        public static let corrupt = Code("corrupt")
        /// The database cannot be opened or created.
        public static let cannotOpen = Code("cannotOpen")
        /// A file of the database is not where it was when the database was opened.
        ///
        /// It goes on when the same file comes back.
        public static let fileGone = Code("fileGone")
        /// Another file was found where one of the database's files was.
        ///
        /// The database has to be opened again.
        public static let fileReplaced = Code("fileReplaced")
        /// The database was migrated by a newer version of the program.
        public static let schemaTooNew = Code("schemaTooNew")
        /// A migration that was applied already differs from the program's, or the list of migrations is inconsistent.
        public static let migrationChanged = Code("migrationChanged")
        /// The database was copied to another one, which takes its place, and takes no writes any more.
        public static let sealed = Code("sealed")
        /// The database holds a copy that is not complete.
        public static let incomplete = Code("incomplete")
        /// The result has no column of that name.
        public static let columnMissing = Code("columnMissing")
        /// A value is not of the type that was asked for, or that the column demands.
        public static let columnType = Code("columnType")
        /// A value that cannot be bound: text with U+0000, an empty list.
        public static let invalidValue = Code("invalidValue")
        /// The database has been closed.
        public static let closed = Code("closed")
        /// Any other failure, such as an error in the SQL.
        public static let other = Code("other")
    }

    /// What kind of failure it is.
    public let code: Code
    /// The violated constraint where the database names it: `table.column` for a unique index or a missing value
    /// (columns of a composite one joined by ", "), the constraint's name for a check, the table for an append-only one.
    public let constraint: String?
    /// What happened and, where something can be done, what to do.
    ///
    /// Without row data.
    public let message: String
    /// Whether it is not known if the transaction was kept: `COMMIT` was on its way, and no answer came that says.
    ///
    /// False where it is certain that nothing was kept.
    public let isOutcomeUnknown: Bool

    /// An error, as a driver makes it.
    ///
    /// - Parameters:
    ///   - code: What kind of failure it is.
    ///   - constraint: The violated constraint, if the database names it.
    ///   - message: What happened, without row data.
    ///   - isOutcomeUnknown: Whether the transaction may have been kept.
    public init(_ code: Code, constraint: String? = nil, message: String, isOutcomeUnknown: Bool = false) {
        self.code = code
        self.constraint = constraint
        self.message = message
        self.isOutcomeUnknown = isOutcomeUnknown
    }

    /// The same failure at a moment when the transaction may have been kept.
    package var withUnknownOutcome: PersistenceError {
        guard !isOutcomeUnknown else { return self }
        return PersistenceError(
            code,
            constraint: constraint,
            message: "\(message); whether the last write was kept is not known",
            isOutcomeUnknown: true
        )
    }
}

extension PersistenceError: CustomStringConvertible {
    /// Code and message.
    public var description: String { "\(code): \(message)" }
}

extension PersistenceError {
    /// The database has been closed.
    public static let closed = PersistenceError(.closed, message: "the database has been closed")

    static let textWithNUL = PersistenceError(
        .invalidValue,
        message: "a bound text contains U+0000, which a text column cannot hold"
    )
    static let emptyList = PersistenceError(
        .invalidValue,
        message: "an empty list was interpolated; SQL has none, so handle that case without a query"
    )

    static func columnMissing(_ column: String) -> PersistenceError {
        PersistenceError(.columnMissing, message: "the result has no column \(column)")
    }

    static func columnType(_ column: String, expected: String, found: SQLValue) -> PersistenceError {
        PersistenceError(
            .columnType,
            message: "column \(column) holds \(found.typeName) where \(expected) was expected"
        )
    }
}

extension SQLValue {
    /// The name of the value's type, for messages.
    var typeName: String {
        switch self {
        case .null: "NULL"
        case .text: "text"
        case .integer: "integer"
        case .bytes: "bytes"
        case .bool: "bool"
        }
    }
}
