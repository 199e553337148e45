import Persistence

@testable import PersistenceSQLite

/// The real SQLite database with the real group commit, driven by the simulation instead of the writer's thread.
struct SQLiteStore: Store {
    private let database: SQLiteDatabase
    private let writer: BatchWriter

    init() throws {
        database = try SQLiteDatabase.inMemory()
        writer = BatchWriter(pool: database.pool)
    }

    func commit(_ batch: [any PendingWrite]) {
        writer.commit(batch)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) throws -> Value {
        try database.pool.readHere { try body(TransactionConnection($0)) }
    }

    let unlockAuditTrail: SQL = "DROP TRIGGER IF EXISTS audit_events_no_delete"
}
