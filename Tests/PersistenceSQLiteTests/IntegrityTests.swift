import Foundation
import GRDB
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `The integrity check` {
    @Test func `finds nothing in a sound database, and a reference that leads nowhere`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        try await database.write {
            try $0.execute(
                "CREATE TABLE notes (counter \(type: .text) NOT NULL REFERENCES counters (name)) \(options: .strict)"
            )
        }
        #expect(try await database.integrityProblems() == [])
        // What a tool leaves behind that does not enforce references.
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let other = try DatabaseQueue(path: database.path, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "INSERT INTO notes (counter) VALUES ('nobody')") }
        #expect(try await database.integrityProblems() == ["a row of notes refers to a missing row of counters"])
        try other.close()
        try await database.close()
    }

    @Test func `tells a damaged page`() async throws {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database)
        try await database.createCounters()
        try await database.write { connection in
            for number in 0..<500 {
                try connection.execute("INSERT INTO counters (name, n) VALUES (\("n\(number)"), 0)")
            }
        }
        try await database.close()
        let handle = try #require(FileHandle(forUpdatingAtPath: directory.database))
        try handle.seek(toOffset: 4096 * 2)
        try handle.write(contentsOf: Data(repeating: 0x5a, count: 4096))
        try handle.close()
        let damaged = try SQLiteDatabase(path: directory.database)
        #expect(try await !damaged.integrityProblems().isEmpty)
        try await damaged.close()
    }
}
