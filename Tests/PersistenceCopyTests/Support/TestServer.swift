import Foundation
import Persistence
import PersistencePostgres
import Synchronization
import Testing

/// The PostgreSQL that `Scripts/with-postgres.sh` has started for the tests.
enum TestServer {
    /// Where it is; nil where there is none, and the suites that need it are skipped.
    static let url = ProcessInfo.processInfo.environment["POSTGRES_FOR_TESTS"]
    static let isAbsent: Comment = "no PostgreSQL: run the tests by Scripts/with-postgres.sh"
    static var isThere: Bool { url != nil }

    private static let made = Atomic(0)

    /// Runs a test on an empty database of its own: a schema in which every unqualified name lies.
    static func withDatabase<Result: Sendable>(
        options: PostgresOptions = .init(),
        _ body: (PostgresDatabase) async throws -> Result
    ) async throws -> Result {
        let url = try #require(url)
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
