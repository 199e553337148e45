import Simulation
import TestSupport
import Testing

@Suite("Simulation") struct SimulationTests {
    @Test("three hundred worlds keep every invariant")
    func worlds() {
        let summary = Campaign(first: 1_000_000, count: 300).run()
        #expect(summary.failure == nil)
        #expect(summary.violations.isEmpty, "make simulate SEED=\(summary.violations.keys.min() ?? 0)")
        #expect(summary.seeds == 300)
        #expect(summary.steps > 300 * 50, "hardly anything happened")
    }

    @Test("thirty long worlds keep every invariant")
    func longWorlds() {
        let summary = Campaign(first: 2_000_000, count: 30, isLong: true).run()
        #expect(summary.failure == nil)
        #expect(summary.violations.isEmpty, "make simulate SEED=\(summary.violations.keys.min() ?? 0) LONG=yes")
    }

    @Test("worlds of clients without attempt ids keep every invariant, and their lost answers are replaced")
    func plainWorlds() {
        for (first, count, isLong, least) in [(3_000_000, 120, false, 40), (4_000_000, 15, true, 20)] {
            let summary = Campaign(first: UInt64(first), count: count, isLong: isLong, isPlain: true).run()
            #expect(summary.failure == nil)
            let seed = summary.violations.keys.min() ?? 0
            #expect(summary.violations.isEmpty, "make simulate SEED=\(seed) PLAIN=yes\(isLong ? " LONG=yes" : "")")
            #expect(summary.replacements >= least, "hardly anything was replaced")
        }
    }

    @Test("a seed gives the same trace every time, on whatever ran before", arguments: [4, 50, 84] as [UInt64])
    func replay(seed: UInt64) throws {
        let first = try Simulator().run(seed, keepsTrace: true)
        let simulator = try Simulator()
        _ = try simulator.run(seed + 1)
        let second = try simulator.run(seed, keepsTrace: true)
        #expect(first.trace == second.trace)
        #expect(first.trace.count > 20)
        #expect(first.steps == second.steps)
    }

    @Test("two seeds are two worlds")
    func difference() throws {
        let simulator = try Simulator()
        let first = try simulator.run(1, keepsTrace: true)
        #expect(try first.trace != simulator.run(2, keepsTrace: true).trace)
    }

    @Test("a trace shows no token")
    func secrets() throws {
        let simulator = try Simulator()
        for seed in 1...20 as ClosedRange<UInt64> {
            let trace = try simulator.run(seed, keepsTrace: true).trace
            #expect(!trace.contains { $0.contains("tsr_") || $0.contains("eyJ") })
        }
    }

    @Test(
        "a seed gives the same trace on PostgreSQL as on SQLite, and a hundred worlds keep every invariant there",
        .enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent))
    )
    func postgreSQL() throws {
        let storage = Storage.postgreSQL(try #require(PostgresForTests.url))
        let (sqlite, postgreSQL) = (try Simulator(), try Simulator(storage))
        for seed in 1...10 as ClosedRange<UInt64> {
            let trace = try sqlite.run(seed, keepsTrace: true).trace
            #expect(try postgreSQL.run(seed, keepsTrace: true).trace == trace, "seed \(seed)")
        }
        let summary = Campaign(first: 1, count: 100, storage: storage).run()
        #expect(summary.failure == nil)
        #expect(summary.violations.isEmpty, "seed \(summary.violations.keys.min() ?? 0)")
        #expect(summary.seeds == 100)
    }
}
