#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where the present moment comes from.
///
/// Everything that asks for the time takes one, so tests run days in milliseconds.
///
/// The wall clock is believed as it is, forwards and backwards: it says what goes into tokens, which others judge by clocks of
/// their own, and what is compared with the database, which others write. It may jump, so each rule says what a moment in its
/// future means. Spans within this process are measured by ``uptime``, which does not jump.
public struct TimeSource: Sendable {
    /// The present moment by the wall clock.
    public let now: @Sendable () -> Timestamp
    /// The time since a fixed moment, which nobody sets: it never goes back, and goes on while the machine sleeps.
    public let uptime: @Sendable () -> Duration
    /// Waits for a while.
    ///
    /// Throws `CancellationError` when the task is cancelled meanwhile.
    public let pause: @Sendable (Duration) async throws -> Void

    /// A source of its parts.
    ///
    /// - Parameters:
    ///   - now: the present moment by the wall clock.
    ///   - uptime: the time since a fixed moment.
    ///   - pause: waits for a while.
    public init(
        now: @escaping @Sendable () -> Timestamp,
        uptime: @escaping @Sendable () -> Duration,
        pause: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) {
        self.now = now
        self.uptime = uptime
        self.pause = pause
    }

    /// A source whose wall clock is never set, so that it measures spans, too; somebody moves it, so there is nothing to wait for.
    public init(now: @escaping @Sendable () -> Timestamp) {
        self.init(now: now, uptime: { .milliseconds(now().milliseconds) })
    }

    /// The machine's clocks.
    ///
    /// The only place of this module that reads them.
    public static let system = TimeSource(
        now: {
            var moment = timespec()
            unsafe clock_gettime(CLOCK_REALTIME, &moment)
            return Timestamp(milliseconds: Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000)
        },
        uptime: { ContinuousClock.now - processOrigin },
        pause: { try await Task.sleep(for: $0) }
    )

    private static let processOrigin = ContinuousClock.now
}
