#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where the present moment comes from.
///
/// Everything that asks for the time takes one, so tests run days in milliseconds.
public struct TimeSource: Sendable {
    /// The present moment.
    public let now: @Sendable () -> Timestamp

    /// A source that answers with `now`.
    public init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    /// The machine's wall clock.
    ///
    /// The only place of this module that reads it.
    public static let system = TimeSource {
        var moment = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &moment)
        return Timestamp(milliseconds: Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000)
    }
}
