import Persistence
import PersistenceCopy
import PersistenceSQLite
import Testing

@Suite struct `A copy is refused` {
    private let (old, new): (SQLiteDatabase, SQLiteDatabase)

    init() async throws {
        (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(10)
    }

    /// Both are as they were: a refusal changes nothing.
    private func isUntouched() async throws -> Bool {
        try await old.write { try $0.execute("UPDATE state SET n = 1") } == 1
    }

    @Test func `into a database that has rows`() async throws {
        try await new.fill(1)
        let before = try await new.content()
        #expect(try await refusal { try await DatabaseCopy(old, new).run() } == .targetNotEmpty)
        #expect(try await new.content() == before)
        #expect(try await isUntouched())
    }

    @Test func `into a database of somebody else`() async throws {
        try await new.write { try $0.execute("CREATE TABLE pairs (a INTEGER)") }
        #expect(try await refusal { try await DatabaseCopy(old, new).run() } == .targetNotEmpty)
        #expect(try await isUntouched())
        #expect(try await refusingCode { try await new.read { try $0.rows("SELECT 1 FROM things") } } == .other)
    }

    @Test func `into itself`() async throws {
        #expect(try await refusal { try await DatabaseCopy(old, old, names: ("a", "a")).run() } == .targetNotEmpty)
        #expect(try await refusal { try await DatabaseCopy(old, old).run() } == .targetNotEmpty)
        #expect(try await isUntouched())
    }

    @Test func `into the unfinished copy of another database`() async throws {
        let other = try SQLiteDatabase.inMemory()
        try await other.fill(30)
        await #expect(throws: FailingDatabase.failure) {
            try await DatabaseCopy(other, FailingDatabase(new, .answerLost, after: 6)).run()
        }
        let error = await #expect(throws: CopyError.self) {
            try await DatabaseCopy(old, new).run(identifier: [UInt8](repeating: 1, count: 16))
        }
        #expect(error?.code == .targetNotEmpty && error?.message.contains("unfinished copy of another state") == true)
        #expect(try await isUntouched())
    }

    @Test func `into a sealed database`() async throws {
        try await new.fill(5)
        try await DatabaseCopy(new, SQLiteDatabase.inMemory(), names: ("new", "elsewhere")).run()
        let error = await #expect(throws: CopyError.self) { try await DatabaseCopy(old, new).run() }
        #expect(error?.code == .targetNotEmpty && error?.message.contains("elsewhere") == true)
        #expect(try await isUntouched())
    }

    @Test func `of a database that is none of ours`() async throws {
        let nobodys = try SQLiteDatabase.inMemory()
        #expect(try await refusal { try await DatabaseCopy(nobodys, new).run() } == .noSource)
        #expect(
            try await refusingCode { try await nobodys.read { try $0.rows("SELECT 1 FROM tessera_copy") } } == .other
        )
    }

    @Test func `of tables of an older version`() async throws {
        let later =
            SampleSchema.migrations + [Migration("later", ["ALTER TABLE things ADD COLUMN more \(type: .text)"])]
        let copy = DatabaseCopy(
            from: .init(old, name: "old"),
            to: .init(new, name: "new"),
            tables: SampleSchema.tables,
            migrations: later
        )
        #expect(try await refusal { try await copy.run() } == .sourceNotMigrated)
        #expect(try await isUntouched())
    }

    @Test func `of a copy that is not complete itself`() async throws {
        await #expect(throws: FailingDatabase.failure) {
            try await DatabaseCopy(old, FailingDatabase(new, .answerLost, after: 6)).run()
        }
        let third = try SQLiteDatabase.inMemory()
        #expect(
            try await refusal { try await DatabaseCopy(new, third, names: ("new", "third")).run() } == .sourceNotInUse
        )
    }

    @Test func `of a database that was copied elsewhere`() async throws {
        try await DatabaseCopy(old, new).run()
        let third = try SQLiteDatabase.inMemory()
        let error = await #expect(throws: CopyError.self) {
            try await DatabaseCopy(old, third, names: ("old", "third")).run()
        }
        #expect(error?.code == .sourceNotInUse && error?.message.contains("copied to new") == true)
    }

    @Test func `when a value is not of its column's type, naming table and column`() async throws {
        try await old.write { transaction in
            try transaction.execute("UPDATE pairs SET is_true = 2 WHERE number = (SELECT MIN(number) FROM pairs)")
        }
        let error = await #expect(throws: CopyError.self) { try await DatabaseCopy(old, new).run() }
        #expect(error?.code == .invalidRow)
        #expect(error?.message.contains("a row of pairs has a value of the wrong type in is_true") == true)
    }
}
