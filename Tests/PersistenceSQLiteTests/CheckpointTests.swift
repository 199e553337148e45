import Foundation
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

    @Test func `stays short while writes never pause`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        let (tasks, rounds) = (8, 150)
        for task in 0..<tasks { try await database.fill(task, kibibytes: 100) }
        // In all 60,000 pages.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for _ in 0..<rounds { try await database.rewrite(row: task + 1) }
                }
            }
            try await group.waitForAll()
        }
        // The log's file never shrinks, so this is the longest it has been. 64 MiB are where everybody would have to wait.
        let longest = try FileManager.default.attributesOfItem(atPath: database.path + "-wal")[.size] as? Int
        #expect(try #require(longest) < 32 << 20)
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
