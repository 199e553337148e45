import Foundation
import Persistence
public import PersistencePostgres
import Synchronization

/// An empty PostgreSQL database of a test's own: a schema in which every unqualified name lies.
public struct PostgresPlace: Sendable {
    private static let made = Atomic(0)

    private let url: String
    private let name: String

    /// Makes one on the server that was started for the tests.
    ///
    /// - Returns: The place, with nothing in it.
    /// - Throws: ``NoPostgres`` where there is no server, and the database's errors.
    public static func make() async throws -> PostgresPlace {
        guard let url = PostgresForTests.url else { throw NoPostgres() }
        let number = made.add(1, ordering: .relaxed).newValue
        let place = PostgresPlace(url: url, name: "test_\(ProcessInfo.processInfo.processIdentifier)_\(number)")
        try await place.asOwner {
            try $0.execute(
                "DO $do$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_setting('tessera.test_schema')); END $do$"
            )
        }
        return place
    }

    /// Opens it, as each node does.
    ///
    /// - Parameter options: How it is opened.
    /// - Returns: The database, which is the caller's to close.
    /// - Throws: The database's errors.
    public func open(_ options: PostgresOptions = .init()) async throws -> PostgresDatabase {
        try await PostgresDatabase(
            PostgresAddress(url + "?application_name=\(name)&options=-csearch_path%3D\(name)"),
            options: options
        )
    }

    /// Removes it with everything in it.
    ///
    /// - Throws: The database's errors.
    public func remove() async throws {
        try await asOwner {
            try $0.execute(
                "DO $do$ BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_setting('tessera.test_schema')); END $do$"
            )
        }
    }

    /// Names cannot be bound, so the statement takes the schema's from a setting of the transaction.
    private func asOwner(_ body: @escaping @Sendable (any Transaction) throws -> Void) async throws {
        let all = try await PostgresDatabase(PostgresAddress(url), options: PostgresOptions(connectionCount: 1))
        do {
            try await all.write { [name] connection in
                try connection.execute("SELECT CAST(set_config('tessera.test_schema', \(name), TRUE) AS TEXT) AS value")
                try body(connection)
            }
        } catch {
            try? await all.close()
            throw error
        }
        try await all.close()
    }
}
