import Synchronization
import TesseraVerifier

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
    private struct Sleeper {
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsed = Duration.seconds(1000)
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var count = 0
    }

    private let state = Mutex(State())

    var uptime: @Sendable () -> Duration { { self.state.withLock { $0.elapsed } } }

    /// The time of day: that of the test issuer when the clock began.
    var seconds: @Sendable () -> Int64 {
        { TestIssuer.now + self.state.withLock { $0.elapsed - .seconds(1000) }.components.seconds }
    }

    /// The same clock for a status source, whose jitter is none.
    var status: StatusClock {
        StatusClock(now: seconds, uptime: uptime, sleep: { try await self.sleep($0) }, jitter: { 0.5 })
    }

    /// How many wait for the time to come.
    var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// How long the one who waits for the longest will wait.
    var longestSleep: Duration? {
        state.withLock { state in state.sleepers.values.map { $0.deadline - state.elapsed }.max() }
    }

    func advance(_ duration: Duration) {
        let due = state.withLock { state in
            state.elapsed += duration
            let due = state.sleepers.filter { $0.value.deadline <= state.elapsed }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    private func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if duration <= .zero { return .success(()) }
                    state.sleepers[id] = Sleeper(deadline: state.elapsed + duration, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                if state.sleepers[id] == nil { state.cancelled.insert(id) }
                return state.sleepers.removeValue(forKey: id)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
