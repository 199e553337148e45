// What several rooms' tests need, and nothing ships.

import Foundation
public import PersistencePostgres

/// The PostgreSQL that `Scripts/with-postgres.sh` has started for the tests.
public enum PostgresForTests {
    /// Where it is; nil where there is none, and the suites that need it are skipped.
    public static let url = ProcessInfo.processInfo.environment["POSTGRES_FOR_TESTS"]
    /// Why such a suite is skipped.
    public static let isAbsent = "no PostgreSQL: run the tests by Scripts/with-postgres.sh"
    /// Whether there is one.
    public static var isThere: Bool { url != nil }

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
        let place = try await PostgresPlace.make()
        let database = try await place.open(options)
        let result: Result
        do {
            result = try await body(database)
        } catch {
            try? await database.close()
            throw error
        }
        try await database.close()
        try await place.remove()
        return result
    }
}

/// There is no PostgreSQL for the tests.
public struct NoPostgres: Error {}
