import PersistenceSQLite
import PersistenceTesting
import Testing

@Suite struct `SQLite keeps every promise of a database` {
    @Test(arguments: ConformanceSuite.cases)
    func `in a temporary file`(_ conformanceCase: ConformanceCase) async throws {
        let database = try SQLiteDatabase.inMemory()
        try await conformanceCase.run(database)
        try await database.close()
    }
}
