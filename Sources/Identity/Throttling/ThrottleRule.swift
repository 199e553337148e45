/// The generic cell rate algorithm (GCRA; ITU-T I.371): a bucket of attempts that fills steadily, kept as one number,
/// the time at which the bucket will be full again.
///
/// Pure; times in milliseconds since 1970.
public struct ThrottleRule: Sendable, Hashable {
    /// How many attempts a full bucket holds.
    public let burst: Int

    /// After how long one attempt is refilled, in milliseconds.
    public let intervalMilliseconds: Int64

    /// Keeps the rule.
    ///
    /// - Parameters:
    ///   - burst: Attempts in a full bucket; at least 1.
    ///   - interval: The time after which one is refilled; 1 ms to a day.
    public init(burst: Int, every interval: Duration) {
        self.burst = min(max(1, burst), 1_000_000)
        let parts = interval.components
        let seconds = min(max(0, parts.seconds), 86_400)
        let milliseconds = seconds * 1000 + max(0, parts.attoseconds / 1_000_000_000_000_000)
        self.intervalMilliseconds = min(max(1, milliseconds), 86_400_000)
    }

    /// What the bucket says to an attempt.
    enum Decision: Sendable, Equatable {
        /// Go on, and keep this number.
        case allowed(fullAt: Int64)
        /// Not before so many milliseconds, at most one interval.
        ///
        /// Keep this number (it may have been corrected).
        case throttled(milliseconds: Int64, fullAt: Int64)

        /// How many milliseconds to wait; `nil` when the attempt may go on.
        var wait: Int64? {
            if case .throttled(let milliseconds, _) = self { milliseconds } else { nil }
        }

        /// The number to keep.
        var fullAt: Int64 {
            switch self {
            case .allowed(let fullAt), .throttled(_, let fullAt): fullAt
            }
        }
    }

    /// Takes one attempt out of the bucket if there is one.
    ///
    /// A number that lies further ahead than an empty bucket's, as after the clock or the rule was changed, counts as
    /// an empty bucket; so nobody ever waits longer than one interval.
    ///
    /// - Parameters:
    ///   - fullAt: The number kept; `nil` for a bucket never used.
    ///   - now: The time.
    /// - Returns: Whether the attempt may go on, and the number to keep.
    func take(fullAt: Int64?, now: Int64) -> Decision {
        let empty = now + Int64(burst) * intervalMilliseconds
        let current = min(max(fullAt ?? now, now), empty)
        let limit = empty - intervalMilliseconds
        guard current <= limit else { return .throttled(milliseconds: current - limit, fullAt: current) }
        return .allowed(fullAt: current + intervalMilliseconds)
    }
}
