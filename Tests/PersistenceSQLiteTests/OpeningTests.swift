import Foundation
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `Opening a SQLite database` {
    @Test func `creates the file and its companions for their owner alone`() async throws {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database)
        try await database.createCounters()
        #expect(directory.names == ["tessera.sqlite", "tessera.sqlite-shm", "tessera.sqlite-wal"])
        for name in directory.names {
            #expect(try directory.permissions(name) == 0o600, "\(name)")
        }
        try await database.close()
        #expect(directory.names == ["tessera.sqlite"])
    }

    @Test func `takes an existing file away from everyone else`() async throws {
        let directory = try TestDirectory()
        let first = try SQLiteDatabase(path: directory.database)
        try await first.createCounters()
        try await first.close()
        try directory.setPermissions(0o644, "tessera.sqlite")
        let second = try SQLiteDatabase(path: directory.database)
        #expect(try directory.permissions("tessera.sqlite") == 0o600)
        #expect(try await second.names() == [])
        try await second.close()
    }

    @Test func `keeps the writer at synchronous FULL in WAL mode, with foreign keys and a busy timeout`() async throws {
        let directory = try TestDirectory()
        for database in [try SQLiteDatabase(path: directory.database), try SQLiteDatabase.inMemory()] {
            #expect(try await database.writerPragma("PRAGMA synchronous", "synchronous") == .integer(2))
            #expect(try await database.writerPragma("PRAGMA journal_mode", "journal_mode") == .text("wal"))
            #expect(try await database.writerPragma("PRAGMA foreign_keys", "foreign_keys") == .integer(1))
            // What is left of the patience of the write that asks.
            guard case .integer(let timeout)? = try await database.writerPragma("PRAGMA busy_timeout", "timeout") else {
                Issue.record("there is no busy timeout")
                continue
            }
            #expect((3000...5000).contains(timeout))
            try await database.close()
        }
    }

    @Test func `keeps what was answered, over closing and opening`() async throws {
        let directory = try TestDirectory()
        let first = try SQLiteDatabase(path: directory.database)
        try await first.createCounters()
        try await first.insert("a")
        try await first.close()
        let second = try SQLiteDatabase(path: directory.database)
        #expect(try await second.names() == ["a"])
        try await second.close()
    }

    @Test func `says which directory is missing and what to do`() throws {
        let directory = try TestDirectory()
        let path = directory.path + "/nowhere/tessera.sqlite"
        let error = #expect(throws: PersistenceError.self) { try SQLiteDatabase(path: path) }
        #expect(error?.code == .cannotOpen)
        #expect(
            error?.message
                == "cannot open database at \(path): no such directory; create \(directory.path)/nowhere "
                + "or set another database path"
        )
    }

    @Test func `refuses a directory and an empty path in words`() throws {
        let directory = try TestDirectory()
        let error = #expect(throws: PersistenceError.self) { try SQLiteDatabase(path: directory.path) }
        #expect(error?.code == .cannotOpen)
        #expect(error?.message.contains("it is a directory") == true)
        #expect(throws: PersistenceError.self) { try SQLiteDatabase(path: "") }
    }

    @Test func `refuses a file that is no database, and leaves it as it was`() throws {
        let directory = try TestDirectory()
        let content = Data(String(repeating: "This is a letter, not a database. ", count: 100).utf8)
        try content.write(to: URL(fileURLWithPath: directory.database))
        let error = #expect(throws: PersistenceError.self) { try SQLiteDatabase(path: directory.database) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(directory.database) == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.database)) == content)
    }

    @Test func `a temporary database is gone when it is closed`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        #expect(FileManager.default.fileExists(atPath: database.path))
        try await database.close()
        #expect(!FileManager.default.fileExists(atPath: database.path))
    }
}
