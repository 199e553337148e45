import Persistence
import PersistenceCopy
import PersistenceSQLite
import Testing

@Suite struct `The source of a copy` {
    private let writes: [SQL] = [
        "INSERT INTO things (id) VALUES (\([9, 9, 9, 9] as [UInt8]))", "UPDATE things SET a_text = NULL",
        "DELETE FROM things", "INSERT INTO trail (line) VALUES ('late')", "UPDATE state SET n = 0",
    ]

    @Test func `takes no write any more, from whoever has it open, and can be read`() async throws {
        let file = try TestFile()
        let server = try SQLiteDatabase(path: file.path)
        try await server.fill(10)
        let before = try await server.content()
        let source = try SQLiteDatabase(path: file.path)
        try await DatabaseCopy(source, SQLiteDatabase.inMemory()).run()
        for write in writes {
            #expect(try await refusingCode { try await server.write { try $0.execute(write) } } == .sealed)
        }
        #expect(try await server.content() == before)
        try await server.close()
        try await source.close()
    }

    @Test func `is sealed before the first row is read`() async throws {
        let old = try SQLiteDatabase.inMemory()
        try await old.fill(10)
        let target = FailingDatabase(try SQLiteDatabase.inMemory(), .beforehand, after: 4)
        await #expect(throws: FailingDatabase.failure) { try await DatabaseCopy(old, target).run() }
        #expect(try await refusingCode { try await old.write { [writes] in try $0.execute(writes[1]) } } == .sealed)
    }

    @Test func `is refused at the next start, with the name of what took its place`() async throws {
        let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(10)
        try await DatabaseCopy(old, new).run()
        let error = await #expect(throws: PersistenceError.self) { try await old.migrate(SampleSchema.migrations) }
        #expect(error?.code == .sealed && error?.message.contains("was copied to new and is sealed") == true)
    }

    @Test func `can be taken back, and copied again into another database`() async throws {
        let (old, given, new) = (
            try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory()
        )
        try await old.fill(50)
        await #expect(throws: FailingDatabase.failure) {
            try await DatabaseCopy(old, FailingDatabase(given, .answerLost, after: 9), names: ("old", "given")).run()
        }
        #expect(try await refusal { try await DatabaseCopy(old, new).run() } == .sourceNotInUse)
        #expect(try await unseal(old) == "given")
        #expect(try await unseal(old) == nil)
        for write in [writes[0], writes[3], writes[4], writes[1]] {
            try await old.write { try $0.execute(write) }
        }
        #expect(try await old.migrate(SampleSchema.migrations).isEmpty)
        let other = [UInt8](repeating: 9, count: 16)
        #expect(
            try await refusal { try await DatabaseCopy(old, given).run(identifier: other) } == .targetNotEmpty,
            "what was copied before is not of this state"
        )
        _ = try await DatabaseCopy(old, new).run(identifier: other)
        #expect(try await new.content() == old.content())
    }

    private func unseal(_ database: any Database) async throws -> String? {
        try await DatabaseCopy.unseal(database, tables: SampleSchema.tables, migrations: SampleSchema.migrations)
    }
}
