import Persistence
import PersistenceCopy
import PersistenceSQLite
import TestSupport
import Testing

@Suite(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
struct `A copy in PostgreSQL` {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `keeps every row that the product's tables can hold, there and back`(seed: UInt64) async throws {
        try await PostgresForTests.withDatabase { try await Installation.moves(through: $0, seed: seed) }
    }

    @Test func `holds every row as it was, there and back, and the same checksums`() async throws {
        try await PostgresForTests.withDatabase { server in
            let (old, back) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
            try await old.fill(100)
            let before = try await old.content()
            let there = try await DatabaseCopy(old, server, names: ("old", "server")).run()
            #expect(try await server.content() == before)
            let returned = try await DatabaseCopy(server, back, names: ("server", "back"))
                .run(identifier: [UInt8](repeating: 8, count: 16))
            #expect(try await back.content() == before)
            #expect(there.tables == returned.tables)
            let next = try await back.write { transaction in
                try transaction.row("INSERT INTO numbered (thing) VALUES (NULL) RETURNING id")?.integer("id")
            }
            #expect(next == 101, "no number is given twice")
        }
    }

    @Test func `gives no number twice, those of removed rows included`() async throws {
        try await PostgresForTests.withDatabase { server in
            let old = try SQLiteDatabase.inMemory()
            try await old.fill(20)
            try await DatabaseCopy(old, server).run()
            let next = try await server.write { transaction in
                try transaction.row("INSERT INTO numbered (thing) VALUES (NULL) RETURNING id")?.integer("id")
            }
            #expect(next == 21)
        }
    }

    @Test(arguments: [FailingDatabase.Failure.rolledBack, .answerLost], [0, 1, 2, 3, 4, 5, 9, 15, 19, 20, 21, 22, 23])
    func `that is interrupted goes on where it was`(failure: FailingDatabase.Failure, count: Int) async throws {
        try await PostgresForTests.withDatabase { server in
            let old = try SQLiteDatabase.inMemory()
            try await old.fill(20)
            let before = try await old.content()
            let failing = FailingDatabase(server, failure, after: count)
            _ = try? await DatabaseCopy(old, failing).run()
            let report = try await DatabaseCopy(old, server).run()
            #expect(!failing.hasFailed || report.hasGoneOn || count < 4)
            #expect(try await server.content() == before)
            #expect(try await server.migrate(SampleSchema.migrations).isEmpty)
        }
    }

    @Test func `seals its source against every write of every transaction, until the seal is taken off`() async throws {
        try await PostgresForTests.withDatabase { server in
            try await server.fill(10)
            let before = try await server.content()
            let writes: [SQL] = [
                "INSERT INTO things (id) VALUES (\([9, 9, 9, 9] as [UInt8]))", "UPDATE things SET a_text = NULL",
                "DELETE FROM pairs", "TRUNCATE pairs", "INSERT INTO trail (line) VALUES ('late')",
                "UPDATE state SET n = 0",
            ]
            try await DatabaseCopy(server, SQLiteDatabase.inMemory()).run()
            for write in writes {
                #expect(try await refusingCode { try await server.write { try $0.execute(write) } } == .sealed)
            }
            #expect(try await refusingCode { try await server.migrate(SampleSchema.migrations) } == .sealed)
            #expect(try await server.content() == before)
            let counterpart = try await DatabaseCopy.unseal(
                server,
                tables: SampleSchema.tables,
                migrations: SampleSchema.migrations
            )
            #expect(counterpart == "new")
            for write in writes { try await server.write { try $0.execute(write) } }
            #expect(try await server.migrate(SampleSchema.migrations).isEmpty)
        }
    }

    @Test func `refuses a database that has rows, and one of somebody else`() async throws {
        try await PostgresForTests.withDatabase { server in
            let old = try SQLiteDatabase.inMemory()
            try await old.fill(10)
            try await server.write { try $0.execute("CREATE TABLE pairs (a BIGINT)") }
            #expect(try await refusal { try await DatabaseCopy(old, server).run() } == .targetNotEmpty)
            try await server.write { try $0.execute("DROP TABLE pairs") }
            try await server.fill(1)
            #expect(try await refusal { try await DatabaseCopy(old, server).run() } == .targetNotEmpty)
            #expect(try await old.write { try $0.execute("UPDATE state SET n = 1") } == 1, "the source is not sealed")
        }
    }

    @Test func `is found different when somebody has written to it`() async throws {
        try await PostgresForTests.withDatabase { server in
            let old = try SQLiteDatabase.inMemory()
            try await old.fill(10)
            // Everything but the last write, by which it becomes complete.
            await #expect(throws: FailingDatabase.failure) {
                try await DatabaseCopy(FailingDatabase(old, .beforehand, after: 2), server).run()
            }
            try await server.write { try $0.execute("UPDATE things SET a_bool = NOT a_bool WHERE a_bool IS NOT NULL") }
            let error = await #expect(throws: CopyError.self) { try await DatabaseCopy(old, server).run() }
            #expect(error?.code == .targetDiffers && error?.message.contains("things has as many rows") == true)
        }
    }
}
