import PersistencePostgres
import PersistenceTesting
import TestSupport
import Testing

@Suite(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
struct `PostgreSQL keeps every promise of a database` {
    @Test(arguments: ConformanceSuite.cases)
    func `in a schema of its own`(_ conformanceCase: ConformanceCase) async throws {
        try await PostgresForTests.withDatabase { try await conformanceCase.run($0) }
    }
}
