import Identity

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
        let parts = moment.rfc3339.prefix { $0 != "T" }.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, months.indices.contains(parts[1] - 1) else { return moment.rfc3339 }
        return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
    }

    /// Day and time in UTC: `23 November 2026, 20:12 UTC`.
    static func exactly(_ moment: Timestamp) -> String {
        guard let time = moment.rfc3339.split(separator: "T").last?.prefix(5) else { return moment.rfc3339 }
        return "\(day(moment)), \(time) UTC"
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
