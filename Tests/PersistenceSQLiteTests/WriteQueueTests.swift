import Foundation
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `The line of waiting writes` {
    /// Lets the writer stand in a body, as it stands when the disk stalls, until `body` has ended.
    private func stalling<Result: Sendable>(
        _ database: SQLiteDatabase,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let isBlocked = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        async let stalled: Void = database.write { _ in
            isBlocked.continuation.yield()
            release.wait()
        }
        for await _ in isBlocked.stream { break }
        defer { release.signal() }
        let result = try await body()
        release.signal()
        try await stalled
        return result
    }

    private func outcome(_ write: () async throws -> Void) async -> PersistenceError.Code? {
        do {
            try await write()
            return nil
        } catch {
            return (error as? PersistenceError)?.code ?? .other
        }
    }

    @Test func `one write more than may wait is refused at once, and those that wait are done`() async throws {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database, options: .init(maximumWaiting: 3))
        try await database.createCounters()
        try await withThrowingTaskGroup(of: PersistenceError.Code?.self) { group in
            try await stalling(database) {
                for number in 0..<3 { group.addTask { await outcome { try await database.insert("w\(number)") } } }
                while database.statistics.waiting < 3 { await Task.yield() }
                #expect(await outcome { try await database.insert("too many") } == .busy)
                #expect(database.statistics.refused == 1)
            }
            for try await code in group { #expect(code == nil) }
        }
        #expect(try await database.names() == ["w0", "w1", "w2"])
        try await database.close()
    }

    @Test func `a write whose turn does not come is told so while the disk still stalls, and never happens`()
        async throws
    {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database, options: .init(maximumWait: .milliseconds(50)))
        try await database.createCounters()
        try await stalling(database) {
            await withTaskGroup(of: PersistenceError.Code?.self) { group in
                for number in 0..<5 { group.addTask { await outcome { try await database.insert("w\(number)") } } }
                for await code in group { #expect(code == .busy) }
            }
            // And so is one that comes after the others have been told.
            #expect(await outcome { try await database.insert("later") } == .busy)
        }
        #expect(database.statistics.refused == 6 && database.statistics.waiting == 0)
        try await database.insert("after")
        #expect(try await database.names() == ["after"])
        try await database.close()
    }

    @Test func `when another process holds the database, whoever came later waits longer than whoever came first`()
        async throws
    {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database, options: .init(maximumWait: .seconds(2)))
        try await database.createCounters()
        let other = try SQLiteDatabase(path: directory.database)
        async let second: PersistenceError.Code? = {
            // It comes when half of the first one's time is over.
            try? await Task.sleep(for: .seconds(1))
            return await outcome { try await database.insert("second") }
        }()
        try await stalling(other) { #expect(await outcome { try await database.insert("first") } == .busy) }
        #expect(await second == nil)
        #expect(try await database.names() == ["second"])
        try await database.close()
        try await other.close()
    }
}
