import Foundation
import GRDB
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `The owner of a SQLite file` {
    @Test(arguments: [0, 0x1234_5678, -1])
    func `refuses another program's file and changes nothing about it`(mark: Int32) async throws {
        let directory = try TestDirectory()
        let other = try DatabaseQueue(path: directory.database)
        try await other.write {
            try $0.execute(sql: "CREATE TABLE books (title TEXT); PRAGMA application_id = \(mark)")
        }
        try other.close()
        try directory.setPermissions(0o644, "tessera.sqlite")
        let before = try Data(contentsOf: URL(filePath: directory.database))
        let error = #expect(throws: Persistence.PersistenceError.self) { try SQLiteDatabase(path: directory.database) }
        #expect(error?.code == .cannotOpen)
        #expect(error?.message.contains("belongs to another program; its tables: books") == true)
        #expect(try Data(contentsOf: URL(filePath: directory.database)) == before)
        #expect(try directory.permissions("tessera.sqlite") == 0o644)
        #expect(directory.names == ["tessera.sqlite"])
    }

    @Test func `marks its own files, also one from before there was a mark, and an empty one`() async throws {
        for statement in ["CREATE TABLE tessera_migrations (name TEXT)", "PRAGMA user_version = 0"] {
            let directory = try TestDirectory()
            let old = try DatabaseQueue(path: directory.database)
            try await old.write { try $0.execute(sql: statement) }
            try old.close()
            for _ in 1...2 {
                let database = try SQLiteDatabase(path: directory.database)
                try await database.close()
            }
            let mark = try Data(contentsOf: URL(filePath: directory.database))[68..<72]
            #expect(Array(mark) == Array("Tess".utf8))
        }
    }
}
