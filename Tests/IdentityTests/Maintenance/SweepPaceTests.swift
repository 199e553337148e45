import Persistence
import Synchronization
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `The pace of the sweeps` {
    @Test
    func
        `batches shrink until none holds the writer for longer than it may, and leave it to others for four times as long`()
        async throws
    {
        let run = try await Run(sessions: 400, costOfRow: .microseconds(250))
        try await run.identity.maintain()
        let batches = run.pace.batches
        #expect(batches.first == 64)
        #expect(batches.dropFirst().allSatisfy { $0 == 32 })
        #expect(run.pace.pauses == batches.map { .milliseconds($0) })
        #expect(run.identity.sweeps[.endedSessions]?.rows == 400)
        #expect(run.identity.sweeps[.endedSessions]?.longestHold == .milliseconds(16))
        #expect(run.identity.sweeps[.endedSessions]?.longestWork == .milliseconds(16))
        #expect(run.identity.sweeps[.endedSessions]?.longBatches == 0)
        await run.end()
    }

    /// The first batch may have 64 rows, and costs as much as if it had: 19.968 and 20.032 ms.
    @Test(arguments: [(312, 0), (313, 1)])
    func `a batch that holds the writer for more than 20 ms is counted`(microseconds: Int, counted: Int) async throws {
        let run = try await Run(sessions: 1, costOfRow: .microseconds(microseconds))
        try await run.identity.maintain()
        #expect(run.identity.sweeps[.endedSessions]?.longBatches == counted)
        await run.end()
    }

    @Test func `what a round cannot do in its time is left to the next ones, and another kind gets its turn meanwhile`()
        async throws
    {
        let run = try await Run(sessions: 1000, costOfRow: .milliseconds(20))
        let now = run.world.clock.moment.milliseconds
        try await run.world.database.write {
            _ = try $0.execute("INSERT INTO sign_in_throttles (key, full_at) VALUES (\([1] as [UInt8]), \(now))")
        }
        try await run.identity.maintain()
        let first = try #require(run.identity.sweeps[.endedSessions]?.rows)
        #expect(first > 0 && first < 1000)
        #expect(run.identity.sweeps[.throttles]?.rows ?? 0 > 0)
        var rounds = 1
        while run.identity.sweeps[.endedSessions]?.rows != 1000, rounds < 20 {
            try await run.identity.maintain()
            rounds += 1
        }
        #expect(run.identity.sweeps[.endedSessions]?.rows == 1000)
        await run.end()
    }

    /// A world in which removing a session takes a certain time.
    private struct Run {
        let world: TestWorld
        let identity: IdentitySystem
        let pace: Pace

        init(sessions: Int, costOfRow: Duration) async throws {
            world = try await TestWorld()
            let account = try await world.register()
            let ended = world.clock.moment
            try await world.addSessions(0..<sessions, of: account.id, idleExpiresAt: ended, endedAt: ended)
            world.clock.advance(by: .seconds(31 * 86_400))
            let (pace, clock) = (Pace(), world.clock)
            self.pace = pace
            let database = ObservedDatabase(world.database) { statement, _ in
                guard statement.text.hasPrefix("DELETE FROM sessions"), case .integer(let limit) = statement.values.last
                else { return }
                pace.batch(of: Int(limit), cost: costOfRow)
            }
            identity = try await world.identity(
                on: database,
                time: TimeSource(now: { clock.moment }, uptime: { pace.elapsed }, pause: { pace.pause($0) })
            )
        }

        func end() async {
            await identity.shutdown()
            await world.shutdown()
        }
    }

    /// What batches and pauses take, and how long that is in all.
    private final class Pace: Sendable {
        private struct State {
            var elapsed: Duration = .zero
            var batches: [Int] = []
            var pauses: [Duration] = []
        }

        private let state = Mutex(State())

        var elapsed: Duration { state.withLock { $0.elapsed } }
        var batches: [Int] { state.withLock { $0.batches } }
        var pauses: [Duration] { state.withLock { $0.pauses.filter { $0 > .zero } } }

        func batch(of rows: Int, cost: Duration) {
            state.withLock { state in
                state.batches.append(rows)
                state.elapsed += cost * rows
            }
        }

        func pause(_ duration: Duration) {
            state.withLock { state in
                state.pauses.append(duration)
                state.elapsed += duration
            }
        }
    }
}
