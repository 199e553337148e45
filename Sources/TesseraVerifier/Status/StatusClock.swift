/// The times that a status source goes by, and how it waits.
public struct StatusClock: Sendable {
    /// The current time in seconds since 1970-01-01T00:00:00Z.
    public let now: @Sendable () -> Int64
    /// The time since a fixed moment.
    public let uptime: @Sendable () -> Duration
    /// Waits for that long; ends early by throwing `CancellationError`.
    public let sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 to 1, anew each time.
    public let jitter: @Sendable () -> Double

    /// Makes a clock.
    /// - Parameters:
    ///   - now: The current time in seconds since 1970-01-01T00:00:00Z.
    ///   - uptime: The time since a fixed moment.
    ///   - sleep: Waits for that long, or until the task is cancelled.
    ///   - jitter: A number from 0 to 1, anew each time.
    public init(
        now: @escaping @Sendable () -> Int64,
        uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.jitter = jitter
    }

    /// The machine's clocks.
    public static let system = StatusClock(
        now: { SystemTime.seconds() },
        uptime: { SystemTime.uptime() },
        sleep: { try await Task.sleep(for: $0) },
        jitter: { Double.random(in: 0...1) }
    )
}
