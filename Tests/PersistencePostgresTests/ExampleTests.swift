import Persistence
import PersistencePostgres
import TestSupport
import Testing

/// The examples of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
struct `The examples of PersistencePostgres` {
    @Test func `connect and read`() async throws {
        let url = try #require(PostgresForTests.url)

        var options = PostgresOptions()
        options.connectionCount = 4
        let database = try await PostgresDatabase(PostgresAddress(url), options: options)
        let row = try await database.read { transaction in
            try transaction.row("SELECT CAST(\(2) AS BIGINT) + 2 AS sum")
        }
        try await database.close()

        #expect(try row?.integer("sum") == 4)
    }
}
