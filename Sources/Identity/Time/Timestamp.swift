/// A moment in time: milliseconds since 1970-01-01T00:00:00Z, as the database stores it.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since the epoch.
    public let milliseconds: Int64

    /// A moment from milliseconds since the epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A moment from whole seconds since the epoch (a NumericDate, RFC 7519 §2).
    public init(seconds: Int64) {
        self.milliseconds = seconds &* 1000
    }

    /// Whole seconds since the epoch, rounded down: a NumericDate (RFC 7519 §2).
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    /// Orders earlier moments first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment `duration` later.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds + duration.wholeMilliseconds)
    }

    /// The moment `duration` earlier.
    public static func - (moment: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds - duration.wholeMilliseconds)
    }

    /// The milliseconds from `earlier` to `later`; negative when the clock went backwards.
    public static func - (later: Timestamp, earlier: Timestamp) -> Int64 {
        later.milliseconds - earlier.milliseconds
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded towards zero.
    public var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// The duration in whole seconds, rounded towards zero.
    public var wholeSeconds: Int64 {
        components.seconds
    }
}
