import Persistence

/// A database system, driven by the simulation in the calling thread.
protocol Store: Sendable {
    /// Keeps what these writes do, in their order, and answers them.
    func commit(_ batch: [any PendingWrite])
    /// Runs a body on what is kept.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) throws -> Value
    /// Lifts the rule that keeps the audit trail from being emptied; of all rules this one only.
    var unlockAuditTrail: SQL { get }
}

/// Which database system the worlds lie on.
public enum Storage: Sendable, Hashable {
    /// SQLite in memory.
    case sqlite
    /// The PostgreSQL at a connection URI, in a schema of its own for each simulator.
    case postgreSQL(String)

    func store() throws -> any Store {
        switch self {
        case .sqlite: try SQLiteStore()
        case .postgreSQL(let url): try PostgresStore(url)
        }
    }
}
