import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `Sweeping by one node of many` {
    private func twoNodes(_ body: (TestWorld, TestWorld, AccountID) async throws -> Void) async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let one = try await TestWorld(clock: clock, random: TestRandom(seed: 1), database: file.open())
        let two = try await TestWorld(clock: clock, random: TestRandom(seed: 2), database: file.open())
        try await body(one, two, try await one.register().id)
        await one.shutdown()
        await two.shutdown()
    }

    private func addDue(_ numbers: Range<Int>, _ world: TestWorld, _ account: AccountID) async throws {
        let long = world.clock.moment - .seconds(31 * 86_400)
        try await world.addSessions(numbers, of: account, idleExpiresAt: long, endedAt: long)
    }

    private func swept(_ world: TestWorld) -> Int { world.identity.sweeps[.endedSessions]?.rows ?? 0 }

    @Test
    func `the others do nothing while one does it, and take over when it has been silent for two rounds and a half`()
        async throws
    {
        try await twoNodes { one, two, account in
            try await addDue(0..<5, one, account)
            try await one.identity.maintain()
            #expect(swept(one) == 5)

            try await addDue(5..<8, one, account)
            one.clock.advance(by: Sweeper.leaseTime - .milliseconds(1))
            try await two.identity.maintain()
            #expect(swept(two) == 0)

            one.clock.advance(by: .milliseconds(1))
            try await two.identity.maintain()
            #expect(swept(two) == 3)

            try await addDue(8..<9, one, account)
            try await one.identity.maintain()
            #expect(swept(one) == 5)
            try await two.identity.maintain()
            #expect(swept(two) == 4)
        }
    }

    @Test func `a node that stops leaves the work to the others at once`() async throws {
        try await twoNodes { one, two, account in
            try await one.identity.maintain()
            try await addDue(0..<5, two, account)
            await one.identity.shutdown()
            try await two.identity.maintain()
            #expect(swept(two) == 5)
        }
    }

    @Test func `two that both believe it is theirs sweep nothing twice and lose nothing`() async throws {
        try await twoNodes { one, two, account in
            let (now, long) = (one.clock.moment, one.clock.moment - .seconds(30 * 86_400))
            try await addDue(0..<300, one, account)
            try await one.addSessions(300..<600, of: account, idleExpiresAt: now)
            let counts = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for database in [one.database, two.database] {
                    group.addTask {
                        var (removed, expired) = (0, 0)
                        for _ in 0..<40 {
                            removed += try await database.write {
                                try $0.sessions.removeEnded(before: long, limit: 10)
                            }
                            expired += try await database.write { transaction in
                                guard
                                    let piece = try transaction.sessions.findExpired(
                                        TableWalk.Search(after: nil, size: 1000, limit: 10),
                                        at: now
                                    )
                                else { return 0 }
                                return try transaction.sessions.expire(in: piece, at: now)
                            }
                        }
                        return (removed, expired)
                    }
                }
                return try await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
            }
            #expect(counts == (300, 300))
            #expect(try await one.freePositions().count == 300)
        }
    }
}
