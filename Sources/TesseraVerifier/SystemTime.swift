import Foundation

/// The clocks of the machine, in the one file that reads them.
public enum SystemTime {
    /// The time of day.
    /// - Returns: Whole seconds since 1970-01-01T00:00:00Z.
    public static func seconds() -> Int64 {
        Int64(exactly: Date().timeIntervalSince1970.rounded(.down)) ?? 0
    }

    /// The time since a fixed but unknown moment, which no change of the time of day disturbs.
    /// - Returns: The time since the first call in this process.
    public static func uptime() -> Duration { ContinuousClock.now - origin }

    private static let origin = ContinuousClock.now
}
