import Foundation
import Persistence
import PersistenceSQLite
import Synchronization
import Testing

@Suite struct `A backup` {
    private func filled(_ directory: TestDirectory) async throws -> SQLiteDatabase {
        let database = try SQLiteDatabase(path: directory.database)
        try await database.createCounters()
        try await database.write { connection in
            for number in 0..<3000 {
                let name = "\(number) " + String(repeating: "x", count: 1000)
                try connection.execute("INSERT INTO counters (name, n) VALUES (\(name), 0)")
            }
        }
        return database
    }

    @Test func `is a sound copy in one file for its owner alone, with progress up to 1`() async throws {
        let directory = try TestDirectory()
        let database = try await filled(directory)
        let steps = Steps()
        try await database.backup(to: directory.path + "/copy.sqlite") { steps.append($0) }
        let seen = steps.all
        #expect(seen.count > 1 && seen == seen.sorted() && seen.last == 1)
        #expect(directory.names.filter { $0.hasPrefix("copy") } == ["copy.sqlite"])
        #expect(try directory.permissions("copy.sqlite") == 0o600)
        let copy = try SQLiteDatabase(path: directory.path + "/copy.sqlite")
        #expect(try await copy.names() == database.names())
        #expect(try await copy.integrityProblems() == [])
        try await copy.close()
        try await database.close()
    }

    @Test func `shows one state while writes go on`() async throws {
        let directory = try TestDirectory()
        let database = try await filled(directory)
        let isFinished = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !isFinished.isSet {
                    _ = try await database.write { try $0.execute("UPDATE counters SET n = n + 1") }
                }
            }
            try await database.backup(to: directory.path + "/copy.sqlite")
            isFinished.set()
            try await group.waitForAll()
        }
        let copy = try SQLiteDatabase(path: directory.path + "/copy.sqlite")
        let states = try await copy.read { try $0.rows("SELECT DISTINCT n FROM counters").count }
        #expect(states == 1)
        try await copy.close()
        try await database.close()
    }

    @Test func `never overwrites a file`() async throws {
        let directory = try TestDirectory()
        let database = try await filled(directory)
        let path = directory.path + "/copy.sqlite"
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        let error = await #expect(throws: PersistenceError.self) { try await database.backup(to: path) }
        #expect(error?.code == .cannotOpen)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
        try await database.close()
    }

    @Test func `leaves nothing behind when it is cancelled`() async throws {
        let directory = try TestDirectory()
        let database = try await filled(directory)
        let hasBegun = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let backup = Task {
            try await database.backup(to: directory.path + "/copy.sqlite") { step in
                guard step < 1 else { return }
                hasBegun.continuation.yield()
                release.wait()
            }
        }
        for await _ in hasBegun.stream { break }
        backup.cancel()
        for _ in 0..<100 { release.signal() }
        await #expect(throws: CancellationError.self) { try await backup.value }
        #expect(directory.names.filter { $0.hasPrefix("copy") } == [])
        try await database.close()
    }
}

private final class Flag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}

private final class Steps: Sendable {
    private let steps = Mutex<[Double]>([])
    var all: [Double] { steps.withLock { $0 } }
    func append(_ step: Double) { steps.withLock { $0.append(step) } }
}
