import Foundation
import GRDB
import GRDBSQLite
import Persistence

/// The connection that bodies see: SQLite's own calls on GRDB's cached statements.
///
/// GRDB's conversions would copy each value through `Data` and existential boxes; the statements are stepped here instead.
final class SQLiteTransaction: CheckedTransaction {
    private let database: GRDB.Database
    /// The first failure of a statement of the body.
    ///
    /// As in PostgreSQL, it fails the transaction.
    private(set) var failure: PersistenceError?

    init(_ database: GRDB.Database) {
        self.database = database
    }

    var dialect: Dialect { .sqlite }

    func execute(_ sql: SQL) throws -> Int {
        try attempt { () throws(PersistenceError) in
            let rendered = try sql.rendered(in: .sqlite)
            guard !rendered.isScript else { return try runScript(rendered.text) }
            let before = unsafe sqlite3_total_changes64(database.sqliteConnection)
            try unsafe step(rendered) { _ in }
            // `sqlite3_changes64` keeps an earlier statement's number when this one could change nothing (a query, DDL).
            let after = unsafe sqlite3_total_changes64(database.sqliteConnection)
            return after == before ? 0 : Int(unsafe sqlite3_changes64(database.sqliteConnection))
        }
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try attempt { () throws(PersistenceError) in
            var rows: [Row] = []
            var columns: [String] = []
            try unsafe step(sql.rendered(in: .sqlite)) { (statement) throws(PersistenceError) in
                if columns.isEmpty { columns = unsafe SQLiteColumns.names(of: statement) }
                rows.append(
                    Row(columns: columns, values: try unsafe SQLiteColumns.values(of: statement, names: columns))
                )
            }
            return rows
        }
    }

    /// Begins with the next body: forgets the failure of the one before.
    func beginBody() {
        failure = nil
    }

    /// Runs one of the driver's own statements, such as `COMMIT`.
    func control(_ sql: StaticString) throws(PersistenceError) {
        try unsafe step(RenderedSQL.control(sql)) { _ in }
    }

    /// Sets for how long the next statements wait for a lock that another process holds.
    func waitForLocks(atMost duration: Duration) {
        let (seconds, attoseconds) = max(.zero, duration).components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        _ = unsafe sqlite3_busy_timeout(database.sqliteConnection, CInt(clamping: milliseconds))
    }

    /// Whether a transaction is open.
    ///
    /// SQLite ends it by itself after some failures (full disk, I/O).
    var isInsideTransaction: Bool {
        unsafe sqlite3_get_autocommit(database.sqliteConnection) == 0
    }

    /// Runs a statement of a body, unless an earlier one failed.
    private func attempt<Value>(_ statement: () throws(PersistenceError) -> Value) throws -> Value {
        if let failure {
            throw PersistenceError(
                .other,
                message: "the transaction has failed by an earlier statement: \(failure.code)"
            )
        }
        do throws(PersistenceError) {
            // Outside of a transaction, each statement would be kept by itself.
            guard isInsideTransaction else { throw PersistenceError(.other, message: "the transaction has ended") }
            return try statement()
        } catch {
            failure = error
            throw error
        }
    }

    private func runScript(_ text: String) throws(PersistenceError) -> Int {
        do {
            try database.execute(sql: text)
            return 0
        } catch {
            throw PersistenceError.of(error)
        }
    }

    private func step(
        _ rendered: RenderedSQL,
        _ body: (SQLiteStatement) throws(PersistenceError) -> Void
    ) throws(PersistenceError) {
        let statement = try prepared(rendered.text)
        let handle = unsafe statement.sqliteStatement
        defer {
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
        }
        try unsafe SQLiteBinding.bind(rendered.values, to: handle)
        while true {
            // SQLite's own record of it is not kept for a commit, and an old one is never cleared.
            errno = 0
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW: try unsafe body(handle)
            case SQLITE_DONE: return
            default: throw lastError(systemError: errno)
            }
        }
    }

    private func prepared(_ text: String) throws(PersistenceError) -> Statement {
        do {
            return try database.cachedStatement(sql: text)
        } catch {
            throw PersistenceError.of(error)
        }
    }

    private func lastError(systemError: CInt) -> PersistenceError {
        let connection = unsafe database.sqliteConnection
        return PersistenceError(
            resultCode: unsafe sqlite3_extended_errcode(connection),
            message: unsafe String(cString: sqlite3_errmsg(connection)),
            systemError: systemError
        )
    }
}
