import Identity
import WebValues

/// Moments for people and for programs.
enum MomentText {
    /// `2026-11-23T20:15:30.042Z`, as the API writes times.
    static func precise(_ moment: Timestamp) -> String {
        moment.rfc3339
    }

    /// `2026-11-23 20:15:30 UTC`.
    static func readable(_ moment: Timestamp?) -> String {
        guard let moment else { return "never" }
        return CalendarTime(secondsSince1970: moment.seconds).text.replacing("T", with: " ").replacing(
            "Z",
            with: " UTC"
        )
    }

    /// `in 4 minutes`, `3 days ago`, `now`.
    static func relative(_ seconds: Int64, to now: Int64) -> String {
        let (difference, overflow) = seconds.subtractingReportingOverflow(now)
        guard !overflow else { return seconds > now ? "in the far future" : "in the far past" }
        guard difference != 0 else { return "now" }
        let text = length(difference.magnitude)
        return difference > 0 ? "in \(text)" : "\(text) ago"
    }

    /// `4 minutes`, `1 hour 5 minutes`, `3 days`: the two greatest units that matter.
    static func length(_ seconds: UInt64) -> String {
        let units: [(name: String, seconds: UInt64)] = [
            ("year", 31_536_000), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1),
        ]
        guard let first = units.firstIndex(where: { seconds >= $0.seconds }) else { return "0 seconds" }
        var text = counted(seconds / units[first].seconds, units[first].name)
        let rest = seconds % units[first].seconds
        if first + 1 < units.count, rest >= units[first + 1].seconds {
            text += " " + counted(rest / units[first + 1].seconds, units[first + 1].name)
        }
        return text
    }

    private static func counted(_ count: UInt64, _ name: String) -> String {
        "\(count) \(name)\(count == 1 ? "" : "s")"
    }
}
