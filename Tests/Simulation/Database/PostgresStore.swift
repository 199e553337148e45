import Foundation
import Persistence
import Synchronization

@testable import PersistencePostgres

/// A real PostgreSQL through the real driver's transactions, one after the other on one connection.
///
/// Each write is a transaction of its own, as on a server with many connections; a process that dies leaves those behind that
/// had been committed before.
///
/// @unchecked Sendable: everything in a world happens on one thread.
final class PostgresStore: Store, @unchecked Sendable {
    private static let made = Atomic(0)

    private let server: ServerConnection
    private let constraints = ConstraintNames()
    private let schema: String

    init(_ url: String) throws {
        let number = Self.made.add(1, ordering: .relaxed).newValue
        schema = "simulation_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        var parameters = try PostgresAddress(url).connectionParameters(
            environment: [:],
            libraryVersion: ServerConnection.libraryVersion
        )
        parameters["options"] = "-csearch_path=\(schema)"
        server = try ServerConnection(parameters, AnswerTimes(statement: nil))
        try change("CREATE SCHEMA %I")
    }

    deinit {
        try? change("DROP SCHEMA %I CASCADE")
    }

    func commit(_ batch: [any PendingWrite]) {
        for write in batch {
            let connection = PostgresTransaction(server, .readCommitted, constraints: constraints)
            do {
                if write.run(on: connection) { try connection.commit() } else { connection.rollBack() }
                write.answer()
            } catch {
                write.fail(error)
            }
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) throws -> Value {
        let connection = PostgresTransaction(server, .snapshot, constraints: constraints)
        let value: Value
        do {
            value = try body(connection)
        } catch {
            connection.rollBack()
            throw error
        }
        try connection.commit()
        return value
    }

    let unlockAuditTrail: SQL = "ALTER TABLE audit_events DISABLE TRIGGER USER"

    /// Names cannot be bound, so the server puts this one in.
    private func change(_ statement: String) throws {
        let name = schema
        let write = DirectWrite { connection in
            try connection.execute(
                "SELECT CAST(set_config('tessera.statement', format(\(statement), \(name)), TRUE) AS TEXT) AS value"
            )
            try connection.execute("DO $do$ BEGIN EXECUTE current_setting('tessera.statement'); END $do$")
        }
        commit([write])
        _ = try write.result()
    }
}
