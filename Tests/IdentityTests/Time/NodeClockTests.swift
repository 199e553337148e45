import Persistence
import Synchronization
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `The clock of a node` {
    /// A database on a server whose clock differs from the machine's, and whose answers take their time.
    private final class ClockServer: Database {
        struct State {
            var machine = Timestamp(seconds: 1_800_000_000)
            var uptime = Duration.seconds(5)
            /// How far the machine's clock is ahead of the server's.
            var lead: Duration
            /// What the way there and the way back take, for one question after the other.
            var ways: [(Duration, Duration)]
            var next = 0
            var fails = false

            mutating func pass(_ duration: Duration) {
                machine = machine + duration
                uptime += duration
            }
        }

        let state: Mutex<State>
        let dialect: Dialect

        init(lead: Duration, ways: [(Duration, Duration)] = [(.zero, .zero)], dialect: Dialect = .postgreSQL) {
            state = Mutex(State(lead: lead, ways: ways))
            self.dialect = dialect
        }

        var machine: TimeSource {
            TimeSource(now: { self.state.withLock { $0.machine } }, uptime: { self.state.withLock { $0.uptime } })
        }

        private struct Asked: Transaction {
            let server: ClockServer
            var dialect: Dialect { server.dialect }

            func execute(_ sql: SQL) throws -> Int { 0 }

            func rows(_ sql: SQL) throws -> [Row] {
                let moment = server.state.withLock { state in
                    let (there, back) = state.ways[state.next % state.ways.count]
                    state.next += 1
                    state.pass(there)
                    let moment = state.machine - state.lead
                    state.pass(back)
                    return moment
                }
                return [Row(columns: ["moment"], values: [.integer(moment.milliseconds)])]
            }
        }

        func read<Result: Sendable>(
            _ body: @escaping @Sendable (any Transaction) throws -> Result
        ) async throws -> Result {
            if state.withLock({ $0.fails }) { throw PersistenceError(.unavailable, message: "away") }
            return try body(Asked(server: self))
        }

        func write<Result: Sendable>(
            isolation: Isolation,
            _ body: @escaping @Sendable (any Transaction) throws -> Result
        ) async throws -> Result {
            try body(Asked(server: self))
        }

        func close() async throws {}
    }

    @Test(arguments: [0, 1, -1, 40, -3600])
    func `shows the database's time, however far the machine's is off`(seconds: Int) async throws {
        let server = ClockServer(lead: .seconds(seconds))
        let clock = NodeClock(server, machine: server.machine)
        try await clock.compare()
        #expect(clock.lead == .seconds(seconds))
        #expect(clock.time.now() == Timestamp(seconds: 1_800_000_000 - Int64(seconds)))
        #expect(clock.time.uptime() == .seconds(5))
        let state: NodeClock.State = abs(seconds) > 30 ? .far : abs(seconds) > 1 ? .apart : .close
        #expect(clock.state == state)
    }

    @Test(arguments: [1, -1])
    func `is close up to a second, and far beyond thirty, in either direction`(sign: Int) async throws {
        let expected: [(Int, NodeClock.State)] = [
            (1000, .close), (1001, .apart), (30_000, .apart), (30_001, .far),
        ]
        for (milliseconds, state) in expected {
            let server = ClockServer(lead: .milliseconds(sign * milliseconds))
            let clock = NodeClock(server, machine: server.machine)
            try await clock.compare()
            #expect(clock.state == state, "\(milliseconds)")
        }
    }

    @Test func `takes half of the way for the way there, of the answer that came soonest`() async throws {
        let ways: [(Duration, Duration)] = [
            (.milliseconds(400), .milliseconds(3)), (.milliseconds(4), .milliseconds(4)),
            (.milliseconds(2), .milliseconds(900)), (.milliseconds(60), .milliseconds(60)),
        ]
        let server = ClockServer(lead: .seconds(2), ways: ways)
        let clock = NodeClock(server, machine: server.machine)
        try await clock.compare()
        #expect(clock.lead == .seconds(2))
    }

    @Test func `keeps what it found while a slower answer does not contradict it, and follows a clock that was set`()
        async throws
    {
        let server = ClockServer(lead: .milliseconds(500))
        let clock = NodeClock(server, machine: server.machine)
        try await clock.compare()
        server.state.withLock { $0.ways = [(.milliseconds(100), .zero)] }
        try await clock.compare()
        #expect(clock.lead == .milliseconds(500))
        server.state.withLock { $0.lead = .seconds(10) }
        try await clock.compare()
        #expect(clock.lead == .milliseconds(9950))
        // What the database cannot tell changes nothing.
        server.state.withLock { $0.fails = true }
        await #expect(throws: PersistenceError.self) { try await clock.compare() }
        #expect(clock.lead == .milliseconds(9950))
    }

    @Test func `of a database that a process has for itself is the machine's`() async throws {
        let server = ClockServer(lead: .seconds(100), dialect: .sqlite)
        let clock = NodeClock(server, machine: server.machine)
        try await clock.compare()
        #expect(clock.lead == .zero && clock.time.now() == clock.machineTime.now())
    }

    @Test func `a look during which the machine's clock was set counts for nothing`() {
        let began = Timestamp(seconds: 1000)
        #expect(
            ClockSample(before: began, after: began + .seconds(60), span: .milliseconds(5), database: began) == nil
        )
        let after = began + .milliseconds(6)
        let sample = ClockSample(before: began, after: after, span: .milliseconds(6), database: began)
        #expect(sample?.lead == 3 && sample?.roundTrip == 6)
    }
}
