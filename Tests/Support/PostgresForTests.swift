// What several rooms' tests need, and nothing ships.

import Foundation
import Persistence
public import PersistencePostgres
import Synchronization

/// The PostgreSQL that `Scripts/with-postgres.sh` has started for the tests.
public enum PostgresForTests {
    /// Where it is; nil where there is none, and the suites that need it are skipped.
    public static let url = ProcessInfo.processInfo.environment["POSTGRES_FOR_TESTS"]
    /// Why such a suite is skipped.
    public static let isAbsent = "no PostgreSQL: run the tests by Scripts/with-postgres.sh"
    /// Whether there is one.
    public static var isThere: Bool { url != nil }

    private static let made = Atomic(0)

    /// Runs a test on an empty database of its own: a schema in which every unqualified name lies.
    ///
    /// - Parameters:
    ///   - options: how it is opened.
    ///   - body: the test.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws, ``NoPostgres`` where there is none, and the database's errors.
    public static func withDatabase<Result: Sendable>(
        options: PostgresOptions = .init(),
        _ body: (PostgresDatabase) async throws -> Result
    ) async throws -> Result {
        guard let url else { throw NoPostgres() }
        let number = made.add(1, ordering: .relaxed).newValue
        let name = "test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        let all = try await PostgresDatabase(PostgresAddress(url), options: PostgresOptions(connectionCount: 1))
        try await all.write { connection in
            try connection.execute("SELECT CAST(set_config('tessera.test_schema', \(name), TRUE) AS TEXT) AS value")
            try connection.execute(
                "DO $do$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_setting('tessera.test_schema')); END $do$"
            )
        }
        let database = try await PostgresDatabase(
            PostgresAddress(url + "?application_name=\(name)&options=-csearch_path%3D\(name)"),
            options: options
        )
        let result: Result
        do {
            result = try await body(database)
        } catch {
            try? await database.close()
            try await all.close()
            throw error
        }
        try await database.close()
        try await all.write { connection in
            try connection.execute("SELECT CAST(set_config('tessera.test_schema', \(name), TRUE) AS TEXT) AS value")
            try connection.execute(
                "DO $do$ BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_setting('tessera.test_schema')); END $do$"
            )
        }
        try await all.close()
        return result
    }
}

/// There is no PostgreSQL for the tests.
public struct NoPostgres: Error {}
