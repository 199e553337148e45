import Identity
import Logging
import Synchronization
import TesseraTesting
import TestSupport
import Testing

@testable import IdentityServer

@Suite(.timeLimit(.minutes(1))) struct ClockWatchTests {
    /// A wall clock that a test sets, beside an uptime that goes on.
    private final class SetClock: Sendable {
        let moments = Mutex((wall: Timestamp(seconds: 1_800_000_000), uptime: Duration.zero))

        var source: TimeSource {
            TimeSource(now: { self.moments.withLock { $0.wall } }, uptime: { self.moments.withLock { $0.uptime } })
        }

        func pass(_ duration: Duration, wall: Duration) {
            moments.withLock { $0 = ($0.wall + wall, $0.uptime + duration) }
        }
    }

    @Test func `a jump is told in seconds, forwards and backwards, and only once`() {
        let clock = SetClock()
        var comparison = ClockComparison(clock.source)
        clock.pass(.seconds(10), wall: .seconds(3610))
        #expect(comparison.jump(clock.source) == 3600)
        clock.pass(.seconds(10), wall: .seconds(10))
        #expect(comparison.jump(clock.source) == nil)
        clock.pass(.seconds(1), wall: .seconds(-3599))
        #expect(comparison.jump(clock.source) == -3600)
    }

    @Test func `a clock that is adjusted slowly, and a machine that slept, are no jump`() {
        let clock = SetClock()
        var comparison = ClockComparison(clock.source)
        for _ in 0..<1000 {
            clock.pass(.seconds(1), wall: .milliseconds(1001))
            #expect(comparison.jump(clock.source) == nil)
        }
        clock.pass(.seconds(86_400), wall: .seconds(86_400))
        #expect(comparison.jump(clock.source) == nil)
    }

    @Test func `the running server tells of it in its log`() async throws {
        let (clock, log) = (SetClock(), LogRecorder())
        let watch = ClockWatch(time: clock.source, interval: .milliseconds(1), logger: log.logger)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            while log.entries.isEmpty {
                // Again and again, since the watch may not have begun to compare yet.
                clock.pass(.milliseconds(1), wall: .seconds(3600))
                await Task.yield()
            }
            group.cancelAll()
        }
        let entry = try #require(log.entries.first)
        #expect(entry.level == .warning && entry.message == "the system clock jumped")
        #expect(entry.metadata["advice"] != nil)
    }
}
