import Foundation
import Synchronization
import WebValues

/// RFC 3339 time stamps in UTC with milliseconds, of which everything up to the second is written once a second.
final class TimeStampCache: Sendable {
    private struct Second {
        var number: Int64 = .min
        var prefix: [UInt8] = []
    }

    private let milliseconds: @Sendable () -> Int64
    private let second = Mutex(Second())

    /// A cache.
    ///
    /// - Parameter milliseconds: Milliseconds since 1970-01-01T00:00:00Z. A log line carries the time of its writing, so
    ///   the default reads the system's clock.
    init(milliseconds: @escaping @Sendable () -> Int64 = { TimeStampCache.systemMilliseconds() }) {
        self.milliseconds = milliseconds
    }

    /// Appends the time stamp of now, as `2026-11-23T20:15:30.042Z`.
    func append(to line: inout [UInt8]) {
        let now = milliseconds()
        let number = now >= 0 ? now / 1000 : (now - 999) / 1000
        let prefix = second.withLock { second in
            if second.number != number {
                second.number = number
                second.prefix = Array(CalendarTime(secondsSince1970: number).text.dropLast().utf8)
            }
            return second.prefix
        }
        let rest = Int(now - number * 1000)
        line += prefix
        line.append(UInt8(ascii: "."))
        line.append(UInt8(ascii: "0") + UInt8(rest / 100))
        line.append(UInt8(ascii: "0") + UInt8(rest / 10 % 10))
        line.append(UInt8(ascii: "0") + UInt8(rest % 10))
        line.append(UInt8(ascii: "Z"))
    }

    private static func systemMilliseconds() -> Int64 {
        Int64(Date().timeIntervalSince1970 * 1000)
    }
}
