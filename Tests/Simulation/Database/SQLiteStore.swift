import GRDB
import Persistence

@testable import PersistenceSQLite

/// The real SQLite database with the real group commit, driven by the simulation instead of the writer's thread.
///
/// Everything happens on one connection, one thing after the other, so that nothing needs snapshots, a write-ahead log or locks:
/// they are switched off, and a world takes less time.
struct SQLiteStore: Store {
    private let directory: TemporaryDirectory
    private let pool: DatabasePool
    private let writer: BatchWriter

    init() throws {
        directory = try TemporaryDirectory()
        let path = directory.path + "/tessera.sqlite"
        (pool, _) = try DatabasePool.opened(path: path, options: .init())
        try pool.writeWithoutTransaction { database in
            for setting in ["journal_mode = MEMORY", "locking_mode = EXCLUSIVE", "synchronous = OFF"] {
                try database.execute(sql: "PRAGMA \(setting)")
            }
        }
        writer = BatchWriter(
            pool: pool,
            files: try DatabaseFiles(path: path, identity: try SQLiteFile.prepare(path), log: nil)
        )
    }

    func commit(_ batch: [any PendingWrite]) {
        writer.commit(batch)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) throws -> Value {
        try pool.writeWithoutTransaction { database in
            let connection = SQLiteTransaction(database)
            try connection.control("BEGIN")
            do {
                let value = try body(connection)
                try connection.control("COMMIT")
                return value
            } catch {
                if connection.isInsideTransaction { try connection.control("ROLLBACK") }
                throw error
            }
        }
    }

    let unlockAuditTrail: Persistence.SQL = "DROP TRIGGER IF EXISTS audit_events_no_delete"
}
