import Persistence
import PersistenceSQLite
import Testing

/// The examples of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite struct `The examples of Persistence and PersistenceSQLite` {
    private func findNote(_ database: any Database, _ typed: String) async throws -> Row? {
        _ = try await database.migrate([
            Migration("notes", ["CREATE TABLE notes (id \(type: .bigint) PRIMARY KEY, text \(type: .text) NOT NULL)"])
        ])
        try await database.write { transaction in
            try transaction.execute("INSERT INTO notes (id, text) VALUES (\(1), \(typed))")
        }
        let row = try await database.read { transaction in
            try transaction.row("SELECT text FROM notes WHERE text = \(typed)")
        }
        return row
    }

    @Test func `bind what was typed, and run no part of it`() async throws {
        let typed = "Robert'); DROP TABLE notes;--"
        let database = try SQLiteDatabase.inMemory()
        #expect(try await findNote(database, typed)?.text("text") == typed)
        try await database.close()
    }

    @Test func `open a file and copy it`() async throws {
        let directory = try TestDirectory()
        let (path, copy) = (directory.database, directory.path + "/copy.sqlite")

        var options = SQLiteOptions()
        options.maximumWait = .seconds(2)
        let database = try SQLiteDatabase(path: path, options: options)
        try await database.backup(to: copy)
        let problems = try await database.integrityProblems()
        try await database.close()

        #expect(problems.isEmpty)
        #expect(directory.names.contains("copy.sqlite"))
    }
}
