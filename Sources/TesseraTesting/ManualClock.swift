// TesseraTesting owns what the tests of an API need in the place of a real issuer: an issuer in memory, a client's key, sources
// that fail as a test wants it, and a clock that stands still. It verifies nothing by itself, and nothing that serves people
// imports it.

import Synchronization
public import TesseraVerifier

/// A clock that stands still until a test moves it, for verifiers and for tasks that wait.
///
/// ```swift
/// let clock = ManualClock()
/// let issuer = try TestIssuer(clock: clock)
/// let token = try issuer.token(scope: "notes:read")
/// clock.advance(by: .seconds(301))
/// // `token` has expired.
/// ```
public final class ManualClock: Sendable {
    /// Where a clock begins unless a test says otherwise: 2027-01-15T08:00:00Z, in seconds since 1970-01-01T00:00:00Z.
    public static let beginning: Int64 = 1_800_000_000

    private struct Sleeper {
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// Since 1970-01-01T00:00:00Z.
        var moment: Duration
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var count = 0
    }

    private let state: Mutex<State>

    /// A clock that stands at a moment.
    ///
    /// - Parameter seconds: The moment, in seconds since 1970-01-01T00:00:00Z.
    public convenience init(seconds: Int64 = ManualClock.beginning) {
        self.init(milliseconds: seconds * 1000)
    }

    /// A clock that stands at a moment.
    ///
    /// - Parameter milliseconds: The moment, in milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        state = Mutex(State(moment: .milliseconds(milliseconds)))
    }

    /// Where it stands, in whole seconds since 1970-01-01T00:00:00Z: a NumericDate (RFC 7519 §2).
    public var seconds: Int64 { state.withLock { $0.moment }.components.seconds }

    /// Where it stands, in whole milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = state.withLock { $0.moment }.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// ``seconds``, as a verifier asks for them.
    public var now: @Sendable () -> Int64 { { self.seconds } }

    /// The time since a fixed moment, as sources of keys and statuses ask for it.
    public var uptime: @Sendable () -> Duration { { self.state.withLock { $0.moment } } }

    /// This clock for a source of statuses, which waits by it, each time for exactly as long as it means to.
    public var statusClock: StatusClock {
        StatusClock(now: now, uptime: uptime, sleep: { try await self.sleep(for: $0) }, jitter: { 0.5 })
    }

    /// How many wait for a moment to come.
    public var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// How long the one who waits for the latest moment has to wait still; nil when no one waits.
    public var longestSleep: Duration? {
        state.withLock { state in state.sleepers.values.map { $0.deadline - state.moment }.max() }
    }

    /// Moves the clock, and wakes the tasks that waited for a moment up to the new one.
    ///
    /// - Parameter duration: How far; backwards when negative, as a wall clock that is put right.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.moment += duration
            let due = state.sleepers.filter { $0.value.deadline <= state.moment }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Waits until the clock has been moved far enough.
    ///
    /// - Parameter duration: How far; nothing waits for zero or less.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if duration <= .zero { return .success(()) }
                    state.sleepers[id] = Sleeper(deadline: state.moment + duration, continuation: continuation)
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
