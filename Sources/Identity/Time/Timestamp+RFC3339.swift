import WebValues

extension Timestamp {
    /// The moment in UTC as RFC 3339 has it, with milliseconds.
    ///
    /// `2026-11-23T20:12:28.123Z`, for example. Every time that a person may read is written so: in answers and in exports.
    public var rfc3339: String {
        CalendarTime(secondsSince1970: seconds).text(milliseconds: milliseconds - seconds * 1000)
    }
}
