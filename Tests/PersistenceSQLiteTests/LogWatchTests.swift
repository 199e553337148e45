import Dispatch
import Persistence
import Synchronization
import Testing

@testable import PersistenceSQLite

@Suite(.timeLimit(.minutes(1))) struct `Writes of other processes` {
    #if os(Linux)
    @Test func `are announced, and seen by a reader that looks then`() async throws {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database)
        try await database.createCounters()
        let other = try SQLiteDatabase(path: directory.database)
        #expect(database.isAnnouncing)
        var announcements = database.announcements().makeAsyncIterator()
        for number in 1...5 {
            try await other.fill(number, kibibytes: 1)
            // A look may come before the commit is visible; another follows.
            while try await database.names().count < number { #expect(await announcements.next() == .revocations) }
        }
        try await other.close()
        try await database.close()
    }

    @Test func `are announced no more once the database is closed`() async throws {
        let database = try SQLiteDatabase.inMemory()
        let follower = Task { for await _ in database.announcements() {} }
        try await database.close()
        await follower.value
        for await _ in database.announcements() { Issue.record("a closed database announces") }
    }
    #endif

    @Test func `are looked for ten times after the last report, and then not until the next`() async throws {
        let reports = ScriptedReports(later: [true, false, true])
        let watch = LogWatch(reports: reports, queue: DispatchQueue(label: "test"))
        for _ in 1...2 {
            reports.report()
            await reports.resumed()
        }
        // Three looks have taken what was reported meanwhile, ten follow the last, and the next one rests.
        #expect(reports.taken == (3 + LogWatch.looks + 1) + (LogWatch.looks + 1))
        watch.close()
    }

    @Test func `are not announced where the kernel reports nothing`() async throws {
        let watch = LogWatch(reports: nil, queue: DispatchQueue(label: "test"))
        #expect(!watch.isWatching)
        for await _ in watch.announcements() { Issue.record("announced") }
    }
}

/// Reports by the test's hand.
private final class ScriptedReports: LogReports {
    private struct State {
        var body: (@Sendable () -> Void)?
        var later: [Bool]
        var taken = 0
    }

    private let state: Mutex<State>
    private let resumptions: AsyncStream<Void>
    private let resumption: AsyncStream<Void>.Continuation

    /// - Parameter later: what the first looks after a report find; later ones find nothing.
    init(later: [Bool]) {
        state = Mutex(State(later: later))
        (resumptions, resumption) = AsyncStream.makeStream()
    }

    var taken: Int { state.withLock { $0.taken } }

    func report() { state.withLock { $0.body }?() }

    func resumed() async { for await _ in resumptions { return } }

    func start(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.body = body } }

    func take() -> Bool {
        state.withLock { state in
            state.taken += 1
            return state.later.isEmpty ? false : state.later.removeFirst()
        }
    }

    func resume() { resumption.yield() }

    func stop() {}
}
