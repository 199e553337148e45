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

    func commit(_ batch: [any SimulatedWrite]) {
        writer.commit(batch.map { Entry(write: $0) })
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) throws -> Value {
        try database.pool.readHere { try body(TransactionConnection($0)) }
    }

    let unlockAuditTrail: SQL = "DROP TRIGGER IF EXISTS audit_events_no_delete"

    /// A write as the batch writer takes it.
    private final class Entry: PendingWrite {
        private let write: any SimulatedWrite

        init(write: any SimulatedWrite) {
            self.write = write
        }

        func run(on connection: TransactionConnection) -> Bool {
            let isKept = write.run(on: connection)
            guard isKept, let failure = connection.failure else { return isKept }
            write.refuse(failure)
            return false
        }

        func answer() { write.answer() }

        func fail(_ error: any Error) { write.fail(error) }
    }
}
