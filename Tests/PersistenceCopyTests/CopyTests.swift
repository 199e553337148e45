import Persistence
import PersistenceCopy
import PersistenceSQLite
import Synchronization
import Testing

@Suite struct `A copy` {
    @Test(arguments: [0, 1, 7, 100], [1, 7, 1000])
    func `holds every row as it was, there and back`(rows: Int, batchSize: Int) async throws {
        let (old, new, back) = (
            try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory()
        )
        try await old.fill(rows, seed: UInt64(rows))
        let before = try await old.content()
        let report = try await DatabaseCopy(old, new, batchSize: batchSize).run()
        #expect(report.rows == Int64(before.values.reduce(0) { $0 + $1.count }))
        #expect(!report.hasGoneOn && !report.wasComplete)
        #expect(try await new.content() == before)
        let returned = try await DatabaseCopy(new, back, names: ("new", "back"), batchSize: batchSize)
            .run(identifier: [UInt8](repeating: 8, count: 16))
        #expect(try await back.content() == before)
        #expect(returned.tables == report.tables, "the checksums are those of the content alone")
        #expect(try await old.content() == before, "the source is as it was")
    }

    @Test func `never gives a number twice, those of removed rows included`() async throws {
        let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(20)
        try await DatabaseCopy(old, new).run()
        let next = try await new.write { transaction in
            try transaction.row("INSERT INTO numbered (thing) VALUES (NULL) RETURNING id")?.integer("id")
        }
        #expect(next == 21)
    }

    @Test func `may be used when it is complete, and not before`() async throws {
        let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(40)
        let seen = Mutex(0)
        let copy = DatabaseCopy(old, FailingDatabase(new, .beforehand, after: 8))
        await #expect(throws: FailingDatabase.failure) {
            try await copy.run(identifier: copyIdentifier) { _ in seen.withLock { $0 += 1 } }
        }
        #expect(seen.withLock { $0 } > 2, "rows were copied")
        let refused = await #expect(throws: PersistenceError.self) { try await new.migrate(SampleSchema.migrations) }
        #expect(refused?.code == .incomplete && refused?.message.contains("an unfinished copy of old") == true)
        try await DatabaseCopy(old, new).run()
        #expect(try await new.migrate(SampleSchema.migrations).isEmpty)
        try await new.write { try $0.execute("UPDATE state SET n = n + 1") }
    }

    @Test func `tells how far it is, first of all rows and then of both databases`() async throws {
        let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(30)
        let steps = Mutex<[CopyProgress]>([])
        let report = try await DatabaseCopy(old, new).run(identifier: copyIdentifier) { step in
            steps.withLock { $0.append(step) }
        }
        for (phase, total) in [(CopyProgress.Phase.copying, report.rows), (.verifying, 2 * report.rows)] {
            let rows = steps.withLock { $0.filter { $0.phase == phase } }
            #expect(rows.allSatisfy { $0.total == total } && rows.last?.rows == total)
            #expect(rows.map(\.rows) == rows.map(\.rows).sorted() && rows.count > 10)
        }
    }

    @Test func `of a copy that is complete is not made again`() async throws {
        let (old, new) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        try await old.fill(10)
        try await DatabaseCopy(old, new).run()
        try await new.write { try $0.execute("UPDATE state SET n = 77") }
        #expect(try await DatabaseCopy(old, new).run().wasComplete)
        #expect(try await new.content()["state"] == [[.integer(1), .integer(77)]])
    }
}
