import Foundation
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `Group commit` {
    /// Lets the writer stand in a body, starts writes that gather behind it, and lets go when all of them wait.
    private func gather(
        _ database: SQLiteDatabase,
        count: Int,
        allowingFirstToFail: Bool = false,
        _ write: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> [Int: PersistenceError] {
        let isBlocked = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        return try await withThrowingTaskGroup(of: (Int, PersistenceError?).self) { group in
            group.addTask {
                do {
                    try await database.write { _ in
                        isBlocked.continuation.yield()
                        release.wait()
                    }
                } catch let error as PersistenceError where allowingFirstToFail {
                    return (-1, error)
                }
                return (-1, nil)
            }
            for await _ in isBlocked.stream { break }
            for number in 0..<count {
                group.addTask {
                    do {
                        try await write(number)
                        return (number, nil)
                    } catch let error as PersistenceError {
                        return (number, error)
                    }
                }
            }
            while database.statistics.waiting < count { await Task.yield() }
            release.signal()
            var failures: [Int: PersistenceError] = [:]
            for try await (number, error) in group { failures[number] = error }
            return failures
        }
    }

    @Test func `writes that wait share one commit, and no more than the limit`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        let before = database.statistics
        let failures = try await gather(database, count: 100) { try await database.insert("w\($0)") }
        #expect(failures.isEmpty)
        #expect(try await database.names().count == 100)
        #expect(database.statistics.largestBatch == 64)
        #expect(database.statistics.batches - before.batches == 3)
        #expect(database.statistics.writes - before.writes == 101)
        try await database.close()
    }

    @Test func `a write that fails in the middle of a batch takes no neighbour down`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        let before = database.statistics
        let failures = try await gather(database, count: 30) { try await database.insert("w\($0 / 2)") }
        #expect(failures.count == 15)
        #expect(failures.values.allSatisfy { $0.code == .uniqueViolation && $0.constraint == "counters.name" })
        #expect(try await database.names().count == 15)
        #expect(database.statistics.batches - before.batches == 2)
        try await database.close()
    }

    /// A limit of pages makes SQLite fail as it does when the file cannot grow.
    @Test func `a full disk fails the writes that need space, and the writer goes on when there is some`() async throws
    {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        try await database.insert("small")
        try await database.write { _ = try $0.rows("PRAGMA max_page_count = 12") }
        let failures = try await gather(database, count: 20) { number in
            // The odd ones need more pages than are left.
            let name = number.isMultiple(of: 2) ? "w\(number)" : String(repeating: "\(number) ", count: 20000)
            try await database.insert(name)
        }
        #expect(failures.keys.sorted() == stride(from: 1, to: 20, by: 2).map { $0 })
        #expect(failures.values.allSatisfy { $0.code == .diskFull })
        #expect(try await database.names().count == 11)
        #expect(try await database.integrityProblems() == [])
        try await database.write { _ = try $0.rows("PRAGMA max_page_count = 1000000") }
        try await database.insert(String(repeating: "large ", count: 20000))
        #expect(try await database.names().count == 12)
        try await database.close()
    }

    @Test func `a database that another process holds answers busy, and the writer goes on when it is free`()
        async throws
    {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database, options: .init(maximumWait: .milliseconds(20)))
        try await database.createCounters()
        let other = try SQLiteDatabase(path: directory.database)
        let isHeld = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        async let holding: Void = other.write { _ in
            isHeld.continuation.yield()
            release.wait()
        }
        for await _ in isHeld.stream { break }
        await withTaskGroup(of: PersistenceError.Code?.self) { group in
            for number in 0..<10 {
                group.addTask {
                    do {
                        try await database.insert("w\(number)")
                        return nil
                    } catch {
                        return (error as? PersistenceError)?.code
                    }
                }
            }
            for await code in group { #expect(code == .busy) }
        }
        release.signal()
        try await holding
        #expect(try await database.names() == [])
        try await database.insert("after")
        #expect(try await other.names() == ["after"])
        try await database.close()
        try await other.close()
    }

    @Test func `a commit that fails fails every caller of its batch, keeps nothing, and the writer goes on`()
        async throws
    {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        try database.refuseCommits(true)
        let failures = try await gather(database, count: 10, allowingFirstToFail: true) { number in
            try await database.insert("w\(number)")
        }
        #expect(failures.count == 11)
        #expect(try await database.names() == [])
        try database.refuseCommits(false)
        try await database.insert("after")
        #expect(try await database.names() == ["after"])
        try await database.close()
    }

    @Test func `a body that ends the transaction by itself fails, and keeps nothing outside of one`() async throws {
        let database = try SQLiteDatabase.inMemory()
        try await database.createCounters()
        let failures = try await gather(database, count: 9) { number in
            try await database.write { connection in
                try connection.execute("INSERT INTO counters (name, n) VALUES (\("w\(number)"), 1)")
                if number == 4 {
                    try connection.execute("ROLLBACK")
                    try connection.execute("INSERT INTO counters (name, n) VALUES ('outside', 1)")
                }
            }
        }
        #expect(failures.keys.sorted() == [4])
        #expect(try await database.names() == [0, 1, 2, 3, 5, 6, 7, 8].map { "w\($0)" })
        try await database.close()
    }
}
