import Persistence

/// What a pooler in front of the server must not do.
enum PoolerRule {
    /// Refuses a pooler that gives each transaction another of its connections (PgBouncer's modes `transaction` and `statement`).
    ///
    /// Prepared statements, settings of a session and `LISTEN` belong to one server process. Under load such a pooler mixes them up,
    /// and with one connection it looks right, so it is found out with two: in session mode each has a server process to itself.
    ///
    /// - Parameters:
    ///   - first: An open connection.
    ///   - deadline: When to give up.
    ///   - connect: Makes a second one.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` for such a pooler; what `connect` throws when the server cannot be
    ///   reached.
    static func check(
        _ first: ServerConnection,
        until deadline: ContinuousClock.Instant,
        connect: () throws(PersistenceError) -> ServerConnection
    ) throws(PersistenceError) {
        guard first.isBehindPooler else { return }
        do throws(PersistenceError) {
            let second = try connect()
            for _ in 0..<3 {
                let processes = (try first.serverProcess(until: deadline), try second.serverProcess(until: deadline))
                guard processes.0 != processes.1 else { throw refusal }
            }
        } catch {
            // The second one's first statement may find that of the first one under its name.
            throw error.code == .unavailable ? error : refusal
        }
    }

    private static let refusal = PersistenceError(
        .cannotOpen,
        message: """
            a pooler in front of PostgreSQL gives each transaction another connection (PgBouncer: pool_mode = transaction). \
            Set pool_mode = session for this database, or connect to PostgreSQL itself
            """
    )
}
