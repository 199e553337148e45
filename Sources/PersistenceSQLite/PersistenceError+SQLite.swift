import Foundation
import GRDB
import GRDBSQLite
import Persistence

extension PersistenceError {
    /// The error for an extended result code of SQLite.
    ///
    /// SQLite's messages name tables and columns and quote the statement, whose values are bound; so they hold no row data.
    ///
    /// - Parameters:
    ///   - resultCode: The extended result code.
    ///   - message: SQLite's message.
    ///   - systemError: The `errno` behind a failure of input or output; 0 when it is not known.
    init(resultCode: CInt, message: String, systemError: CInt = 0) {
        let primary = resultCode & 0xff
        switch (primary, resultCode) {
        case (SQLITE_IOERR, _) where Self.noSpace.contains(systemError):
            self.init(.diskFull, message: "no space is left for the database: \(message)")
        case (SQLITE_IOERR, _) where systemError == EROFS:
            self.init(.readOnly, message: "the file system of the database can only be read: \(message)")
        case (SQLITE_CONSTRAINT, _):
            self = .violation(resultCode: resultCode, message: message)
        case (SQLITE_READONLY, _):
            self.init(.readOnly, message: "the database can only be read here: \(message)")
        case (SQLITE_BUSY, _), (SQLITE_LOCKED, _):
            self.init(.busy, message: "another process holds the database: \(message)")
        case (SQLITE_FULL, _):
            self.init(.diskFull, message: "no space is left for the database: \(message)")
        case (SQLITE_IOERR, _):
            self.init(.inputOutput, message: "reading or writing the database failed (\(resultCode)): \(message)")
        case (SQLITE_CORRUPT, _):
            self.init(.corrupt, message: "the database file is damaged: \(message); restore a backup")
        case (SQLITE_NOTADB, _):
            self.init(.corrupt, message: "the file is not a SQLite database")
        case (SQLITE_CANTOPEN, _):
            self.init(.cannotOpen, message: message)
        case (SQLITE_MISMATCH, _):
            self.init(.columnType, message: message)
        default:
            self.init(.other, message: "\(message) (\(resultCode))")
        }
    }

    /// The error for a failure of GRDB.
    static func of(_ error: any Error) -> PersistenceError {
        switch error {
        case let error as PersistenceError: error
        case let error as DatabaseError:
            PersistenceError(
                resultCode: error.extendedResultCode.rawValue,
                message: error.message ?? "SQLite gave no message"
            )
        default: PersistenceError(.other, message: "\(error)")
        }
    }

    /// GRDB's own errors as ours; those of a body pass as they are.
    static func translated(_ error: any Error) -> any Error {
        error is DatabaseError ? of(error) : error
    }

    /// What SQLite reports as a failure of input or output, and is none: a quota, and a file system that finds out late.
    private static let noSpace: Set<CInt> = [ENOSPC, EDQUOT]

    private static func violation(resultCode: CInt, message: String) -> PersistenceError {
        let name = message.split(separator: " constraint failed: ", maxSplits: 1).dropFirst().first.map { String($0) }
        return switch resultCode {
        case SQLiteConstraint.unique, SQLiteConstraint.primaryKey, SQLiteConstraint.rowID:
            PersistenceError(.uniqueViolation, constraint: name, message: message)
        case SQLiteConstraint.foreignKey:
            PersistenceError(.foreignKeyViolation, message: message)
        case SQLiteConstraint.notNull:
            PersistenceError(.notNullViolation, constraint: name, message: message)
        case SQLiteConstraint.dataType:
            PersistenceError(.columnType, message: message)
        case SQLiteConstraint.trigger where message.hasPrefix(WriteGuard.appendOnlyMessage):
            PersistenceError(
                .appendOnly,
                constraint: String(message.dropFirst(WriteGuard.appendOnlyMessage.count)),
                message: message
            )
        case SQLiteConstraint.trigger where message == WriteGuard.sealedMessage:
            PersistenceError(.sealed, message: message)
        default:
            PersistenceError(.checkViolation, constraint: name, message: message)
        }
    }
}

/// Extended result codes, which C macros compute and Swift therefore can't see.
private enum SQLiteConstraint {
    static let foreignKey = SQLITE_CONSTRAINT | (3 << 8)
    static let notNull = SQLITE_CONSTRAINT | (5 << 8)
    static let primaryKey = SQLITE_CONSTRAINT | (6 << 8)
    static let trigger = SQLITE_CONSTRAINT | (7 << 8)
    static let unique = SQLITE_CONSTRAINT | (8 << 8)
    static let rowID = SQLITE_CONSTRAINT | (10 << 8)
    static let dataType = SQLITE_CONSTRAINT | (12 << 8)
}
