import Persistence
import PersistenceCopy
import PersistenceSQLite
import Testing

@Suite struct `The verification of a copy` {
    private let (old, new): (SQLiteDatabase, SQLiteDatabase)

    init() async throws {
        (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(30)
    }

    /// Copies, and changes something when all rows are there.
    private func copy(changing database: SQLiteDatabase, by statements: [SQL]) async throws -> CopyError? {
        // All writes but the last, by which the target becomes complete.
        await #expect(throws: FailingDatabase.failure) {
            try await DatabaseCopy(old, FailingDatabase(new, .beforehand, after: lastWrite())).run()
        }
        try await database.write { transaction in
            for statement in statements { try transaction.execute(statement) }
        }
        do {
            try await DatabaseCopy(old, new).run()
            return nil
        } catch let error as CopyError {
            return error
        }
    }

    private func lastWrite() async throws -> Int {
        let (one, two) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await one.fill(30)
        let counting = FailingDatabase(two, .beforehand, after: 1000)
        try await DatabaseCopy(one, counting).run()
        return 999 - counting.left
    }

    @Test func `is content when nothing was changed`() async throws {
        #expect(try await copy(changing: new, by: []) == nil)
    }

    @Test(
        arguments: [
            ["UPDATE things SET a_bool = NOT a_bool WHERE a_bool IS NOT NULL"],
            ["UPDATE things SET a_text = '' WHERE a_text IS NULL"],
            ["UPDATE things SET some_bytes = x'00' WHERE some_bytes IS NULL"],
            ["UPDATE pairs SET word = word || ' ' WHERE number = (SELECT MIN(number) FROM pairs)"],
            ["INSERT INTO trail (line) VALUES ('more')"], ["DELETE FROM state"],
        ] as [[SQL]]
    )
    func `finds whatever differs in the target, and names its table`(statements: [SQL]) async throws {
        let error = try await copy(changing: new, by: statements)
        #expect(error?.code == .targetDiffers)
        let table = try #require(
            ["things", "pairs", "trail", "state"].first { statements[0].mentions($0) }
        )
        #expect(error?.message.contains("\(table) has") == true, "\(error?.message ?? "")")
        #expect(
            try await refusingCode { try await new.migrate(SampleSchema.migrations) } == .incomplete,
            "it stays refused"
        )
    }

    @Test func `tells a source that was changed in spite of its seal`() async throws {
        let error = try await copy(
            changing: old,
            by: [.unseal(table: "things"), "UPDATE things SET an_integer = 5 WHERE an_integer IS NULL"]
        )
        #expect(error?.code == .sourceChanged && error?.message.contains("things differs") == true)
        #expect(try await refusingCode { try await new.migrate(SampleSchema.migrations) } == .incomplete)
    }
}

extension SQL {
    fileprivate func mentions(_ word: String) -> Bool {
        ((try? rendered(in: .sqlite).text) ?? "").split(separator: " ").contains { $0 == word }
    }
}
