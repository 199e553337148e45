import Identity
import Persistence

@testable import PersistenceSQLite

/// The database file and its writer: all that outlives a crash of the server.
///
/// It is the real SQLite database with the real group commit, driven by the simulation instead of the writer's thread. One disk
/// serves many seeds, one after the other.
final class Disk: @unchecked Sendable {
    let database: SQLiteDatabase
    private let writer: BatchWriter
    /// Whether the schema is up to date.
    var isMigrated = false
    /// The hash of the password that every account begins with.
    private var passwordHash: String?

    init() throws {
        database = try SQLiteDatabase.inMemory()
        writer = BatchWriter(pool: database.pool)
    }

    /// Commits these writes together.
    func commit(_ batch: [any PendingWrite]) {
        writer.commit(batch)
    }

    /// Runs a transaction of the simulation's own, here and now.
    @discardableResult
    func run<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) throws -> Value {
        let write = DirectWrite(body)
        writer.commit([write])
        return try write.result()
    }

    /// What a transaction would come to; none of it happens.
    func rehearse<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) throws -> Value {
        let write = DirectWrite(isKept: false, body)
        writer.commit([write])
        return try write.result()
    }

    /// Adds an account with the password that every account begins with, which is hashed once only.
    func add(_ account: SimulatedAccount, _ id: AccountID, at moment: Int64) throws {
        let hash = try passwordHash ?? SimulatedAccount.hashOfFirstPassword()
        passwordHash = hash
        let name = account.name
        try run { connection in
            try connection.execute(
                """
                INSERT INTO accounts (
                    id, user_name, user_name_key, email_verified, password_hash, password_changed_at, roles, permissions,
                    administrator, created_at, updated_at
                ) VALUES (\(id), \(name), \(name), FALSE, \(hash), \(moment), '', '', FALSE, \(moment), \(moment))
                """
            )
        }
        account.id = id
    }

    /// Empties every table, once there are tables.
    func wipe() throws {
        guard isMigrated else { return }
        try run { connection in
            // Of all rules this one only is lifted: the audit trail of an earlier seed has to go.
            try connection.execute("DROP TRIGGER IF EXISTS \(identifier: "audit_events_no_delete")")
            for statement: SQL in [
                "DELETE FROM sessions", "DELETE FROM accounts", "DELETE FROM signing_keys", "DELETE FROM audit_events",
                "DELETE FROM setup_tokens", "DELETE FROM revocations", "DELETE FROM free_status_positions",
                "DELETE FROM sign_in_throttles",
                "DELETE FROM familiar_addresses", "DELETE FROM verifiers", "DELETE FROM verifier_servers",
                "DELETE FROM clients",
                "UPDATE status_state SET next_position = 0, last_sequence = 0, purged_sequence = 0, purged_at = 0",
            ] { try connection.execute(statement) }
        }
    }
}

/// A write whose caller stands by and takes the result itself.
final class DirectWrite<Value: Sendable>: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (any Connection) throws -> Value
    private let isKept: Bool
    private var outcome: Result<Value, any Error> = .failure(PersistenceError.closed)

    init(isKept: Bool = true, _ body: @escaping @Sendable (any Connection) throws -> Value) {
        self.isKept = isKept
        self.body = body
    }

    func run(on connection: TransactionConnection) -> Bool {
        outcome = Result { try body(connection) }
        guard case .success = outcome else { return false }
        return isKept
    }

    func answer() {}

    func fail(_ error: any Error) {
        outcome = .failure(error)
    }

    func result() throws -> Value { try outcome.get() }
}
