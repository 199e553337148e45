import Persistence
import PersistenceSQLite
import Testing

@Test func `what was written is read`() async throws {
    let database = try SQLiteDatabase.inMemory()
    let applied = try await database.migrate([
        Migration("0001", ["CREATE TABLE a (id \(type: .bytes) NOT NULL PRIMARY KEY, n \(type: .bigint) NOT NULL) \(options: .strictByPrimaryKey)", .forbidChanges(table: "a")])
    ])
    #expect(applied == ["0001"])
    let n = try await database.write { db in
        try db.row("INSERT INTO a (id, n) VALUES (\([1, 2] as [UInt8]), \(7)) RETURNING n")?.integer("n")
    }
    #expect(n == 7)
    let rows = try await database.read { try $0.rows("SELECT * FROM a WHERE n IN \([7, 8])") }
    #expect(rows.count == 1)
    try await database.close()
}
