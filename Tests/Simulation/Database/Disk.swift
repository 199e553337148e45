import Identity
import Persistence

/// The database: all that outlives a crash of the server. One disk serves many seeds, one after the other.
final class Disk: @unchecked Sendable {
    private let store: any Store
    /// Whether the schema is up to date.
    var isMigrated = false
    /// The hash of the password that every account begins with.
    private var passwordHash: String?

    init(_ storage: Storage) throws {
        store = try storage.store()
    }

    /// Commits these writes together.
    func commit(_ batch: [any PendingWrite]) {
        store.commit(batch)
    }

    /// Runs a body on what is kept.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) throws -> Value {
        try store.read(body)
    }

    /// Runs a transaction of the simulation's own, here and now.
    @discardableResult
    func run<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) throws -> Value {
        let write = DirectWrite(body)
        store.commit([write])
        return try write.result()
    }

    /// What a transaction would come to; none of it happens.
    func rehearse<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) throws -> Value {
        let write = DirectWrite(isKept: false, body)
        store.commit([write])
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
        let unlockAuditTrail = store.unlockAuditTrail
        try run { connection in
            // The audit trail of an earlier seed has to go.
            try connection.execute(unlockAuditTrail)
            for statement: SQL in [
                "DELETE FROM sessions", "DELETE FROM accounts", "DELETE FROM signing_keys", "DELETE FROM audit_events",
                "DELETE FROM setup_tokens", "DELETE FROM revocations", "DELETE FROM free_status_positions",
                "DELETE FROM sign_in_throttles",
                "DELETE FROM familiar_addresses", "DELETE FROM verifiers", "DELETE FROM verifier_servers",
                "DELETE FROM clients", "DELETE FROM leases",
                "UPDATE status_state SET next_position = 0, last_sequence = 0, purged_sequence = 0, purged_at = 0",
            ] { try connection.execute(statement) }
        }
    }
}

/// A write whose caller stands by and takes the result itself.
///
/// @unchecked Sendable: everything in a world happens on one thread.
final class DirectWrite<Value: Sendable>: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (any Transaction) throws -> Value
    private let isKept: Bool
    private var outcome: Result<Value, any Error> = .failure(PersistenceError.closed)

    init(isKept: Bool = true, _ body: @escaping @Sendable (any Transaction) throws -> Value) {
        self.isKept = isKept
        self.body = body
    }

    func run(on connection: any CheckedTransaction) -> Bool {
        outcome = Result { try body(connection) }
        guard case .success = outcome else { return false }
        return isKept
    }

    var error: (any Error)? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }

    func answer() {}

    func fail(_ error: any Error) {
        outcome = .failure(error)
    }

    func result() throws -> Value { try outcome.get() }
}
