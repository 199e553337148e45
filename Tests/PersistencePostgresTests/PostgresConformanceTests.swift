import PersistencePostgres
import PersistenceTesting
import Testing

@Suite(.enabled(if: TestServer.isThere, TestServer.isAbsent))
struct `PostgreSQL keeps every promise of a database` {
    @Test(arguments: ConformanceSuite.cases)
    func `in a schema of its own`(_ conformanceCase: ConformanceCase) async throws {
        try await TestServer.withDatabase { try await conformanceCase.run($0) }
    }
}
