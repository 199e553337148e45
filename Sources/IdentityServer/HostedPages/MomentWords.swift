import Identity
import WebValues

/// Moments in a person's words.
///
/// The server does not know the person's time zone, so near moments are told by their distance and others in UTC.
enum MomentWords {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// The day in UTC: `23 November 2026`.
    static func day(_ moment: Timestamp) -> String {
        let date = CalendarTime(secondsSince1970: moment.seconds)
        return "\(date.day) \(months[Int(date.month) - 1]) \(date.year)"
    }

    /// Day and time in UTC: `23 November 2026, 20:12 UTC`.
    static func exactly(_ moment: Timestamp) -> String {
        "\(day(moment)), \(CalendarTime(secondsSince1970: moment.seconds).hourAndMinute) UTC"
    }

    /// How long ago, up to a day; then day and time.
    static func ago(_ moment: Timestamp, asOf now: Timestamp) -> String {
        let seconds = (now - moment) / 1000
        switch seconds {
        case ..<0: return exactly(moment)
        case ..<90: return "just now"
        case ..<86_400: return span(seconds: Int(seconds)) + " ago"
        default: return exactly(moment)
        }
    }

    /// How long, in seconds up to a minute and a half, then in minutes, then in hours; rounded up, so that nobody comes too early.
    static func span(seconds: Int) -> String {
        switch seconds {
        case ...1: "1 second"
        case ...90: "\(seconds) seconds"
        case ...5_400: "\((seconds + 59) / 60) minutes"
        default: "\((seconds - 1) / 3_600 + 1) hours"
        }
    }
}
