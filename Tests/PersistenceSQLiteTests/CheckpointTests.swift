import GRDB
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `The write-ahead log` {
    @Test func `begins anew while the database is written and read, and loses nothing`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        var rounds = 0
        while rounds < 2000, try database.beginningsOfLog() < 3 {
            try await database.fill(rounds, kibibytes: 100)
            _ = try await database.pages("PRAGMA page_count")
            rounds += 1
        }
        #expect(try database.beginningsOfLog() >= 3)
        #expect(try await database.names().count == rounds)
        #expect(try await database.integrityProblems() == [])
        try await database.close()
    }

    @Test func `begins anew after a long read has kept it from that`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        try await database.insert("a")
        // Another process, such as `tessera database backup`.
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: database.path, configuration: configuration)
        try reader.here { database in
            try database.execute(sql: "BEGIN")
            _ = try String.fetchAll(database, sql: "SELECT name FROM counters")
        }
        for round in 0..<60 { try await database.fill(round, kibibytes: 100) }
        let before = try database.beginningsOfLog()
        try reader.here { database in
            #expect(try String.fetchAll(database, sql: "SELECT name FROM counters").count == 1)
            try database.execute(sql: "COMMIT")
        }
        var rounds = 60
        while rounds < 2000, try database.beginningsOfLog() == before {
            try await database.fill(rounds, kibibytes: 100)
            rounds += 1
        }
        #expect(try database.beginningsOfLog() > before)
        #expect(try await database.names().count == rounds + 1)
        try reader.close()
        try await database.close()
    }
}

extension DatabaseQueue {
    /// Runs a body outside of a transaction, in the calling thread.
    fileprivate func here(_ body: (GRDB.Database) throws -> Void) throws {
        try writeWithoutTransaction(body)
    }
}
