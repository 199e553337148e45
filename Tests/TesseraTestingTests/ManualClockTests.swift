import TesseraTesting
import TesseraVerifier
import Testing

@Suite("A clock that a test moves")
struct ManualClockTests {
    private let clock = ManualClock()

    /// Lets others go on until something holds; a test that waits in vain fails by its time limit.
    private func until(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    @Test func `it stands still until it is moved, forwards or backwards`() {
        #expect(clock.seconds == ManualClock.beginning && clock.now() == clock.seconds)
        let before = clock.uptime()
        clock.advance(by: .milliseconds(1999))
        #expect(clock.seconds == ManualClock.beginning + 1)
        #expect(clock.milliseconds == ManualClock.beginning * 1000 + 1999)
        #expect(clock.uptime() - before == .milliseconds(1999))
        clock.advance(by: .seconds(-3600))
        #expect(clock.seconds == ManualClock.beginning - 3599)
        #expect(ManualClock(seconds: 7).milliseconds == 7000)
    }

    @Test(.timeLimit(.minutes(1))) func `whoever waits is woken when the moment has come, and not before`() async throws
    {
        let first = Task { try await clock.sleep(for: .seconds(10)) }
        let second = Task { try await clock.statusClock.sleep(.seconds(20)) }
        await until { clock.sleepers == 2 }
        #expect(clock.longestSleep == .seconds(20))
        clock.advance(by: .seconds(10))
        try await first.value
        #expect(clock.sleepers == 1 && clock.longestSleep == .seconds(10))
        clock.advance(by: .seconds(9))
        #expect(clock.sleepers == 1)
        clock.advance(by: .seconds(1))
        try await second.value
        #expect(clock.sleepers == 0 && clock.longestSleep == nil)
        try await clock.sleep(for: .zero)
    }

    @Test(.timeLimit(.minutes(1))) func `a task that is cancelled waits no more, whether it began to wait or not`()
        async
    {
        let waiting = Task { try await clock.sleep(for: .seconds(10)) }
        await until { clock.sleepers == 1 }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            try await clock.sleep(for: .seconds(10))
        }
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
        #expect(clock.sleepers == 0)
    }
}
