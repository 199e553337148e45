import GRDB
import GRDBSQLite
import Persistence

/// The connection that bodies see: SQLite's own calls on GRDB's cached statements.
///
/// GRDB's conversions would copy each value through `Data` and existential boxes; the statements are stepped here instead.
struct TransactionConnection: Connection {
    let database: GRDB.Database

    var dialect: Dialect { .sqlite }

    func execute(_ sql: SQL) throws -> Int {
        try checkTransaction()
        let rendered = try sql.rendered(in: .sqlite)
        guard !rendered.isScript else {
            do {
                try database.execute(sql: rendered.text)
                return 0
            } catch {
                throw PersistenceError.translated(error)
            }
        }
        let before = unsafe sqlite3_total_changes64(database.sqliteConnection)
        try unsafe step(rendered) { _ in }
        // `sqlite3_changes64` keeps the number of an earlier statement when this one could change nothing (a query, DDL).
        let after = unsafe sqlite3_total_changes64(database.sqliteConnection)
        return after == before ? 0 : Int(unsafe sqlite3_changes64(database.sqliteConnection))
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try checkTransaction()
        let rendered = try sql.rendered(in: .sqlite)
        var rows: [Row] = []
        var columns: [String] = []
        try unsafe step(rendered) { (statement) throws(PersistenceError) in
            if columns.isEmpty { columns = unsafe SQLiteColumns.names(of: statement) }
            rows.append(Row(columns: columns, values: try unsafe SQLiteColumns.values(of: statement, names: columns)))
        }
        return rows
    }

    /// Runs one of the driver's own statements, such as `COMMIT`.
    func control(_ sql: StaticString) throws(PersistenceError) {
        try unsafe step(RenderedSQL.control(sql)) { _ in }
    }

    /// Whether a transaction is open. SQLite ends it by itself after some failures (full disk, I/O).
    var isInsideTransaction: Bool {
        unsafe sqlite3_get_autocommit(database.sqliteConnection) == 0
    }

    /// A body that ignores the failure of a statement must not go on outside of the transaction, where each
    /// statement would be kept by itself.
    private func checkTransaction() throws(PersistenceError) {
        guard isInsideTransaction else {
            throw PersistenceError(.other, message: "the transaction has ended after an earlier failure")
        }
    }

    private func step(
        _ rendered: RenderedSQL, _ body: (SQLiteStatement) throws(PersistenceError) -> Void
    ) throws(PersistenceError) {
        let statement = try prepared(rendered.text)
        let handle = unsafe statement.sqliteStatement
        defer {
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
        }
        try unsafe SQLiteBinding.bind(rendered.values, to: handle)
        while true {
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW: try unsafe body(handle)
            case SQLITE_DONE: return
            default: throw lastError
            }
        }
    }

    private func prepared(_ text: String) throws(PersistenceError) -> Statement {
        do {
            return try database.cachedStatement(sql: text)
        } catch let error as DatabaseError {
            throw PersistenceError(error)
        } catch {
            throw PersistenceError(.other, message: "the statement cannot be prepared: \(error)")
        }
    }

    private var lastError: PersistenceError {
        let connection = unsafe database.sqliteConnection
        return PersistenceError(
            resultCode: unsafe sqlite3_extended_errcode(connection),
            message: unsafe String(cString: sqlite3_errmsg(connection)))
    }
}
