/// A second in the proleptic Gregorian calendar, UTC.
package struct CalendarTime: Sendable, Hashable {
    /// The year, 1 to 9999.
    package let year: Int64
    /// The month, 1 to 12.
    package let month: Int64
    /// The day of the month, 1 to 31.
    package let day: Int64
    /// The hour, 0 to 23.
    package let hour: Int64
    /// The minute, 0 to 59.
    package let minute: Int64
    /// The second, 0 to 59.
    package let second: Int64

    /// The calendar's fields of a second, by the days-to-civil algorithm of Howard Hinnant (eras of 400 years).
    ///
    /// Years of more than four digits have no RFC 3339 form; the ends of the range stand for what is beyond.
    package init(secondsSince1970 seconds: Int64) {
        let seconds = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let ofDay = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = ofDay / 3600
        minute = ofDay / 60 % 60
        second = ofDay % 60
    }

    /// The date: `2026-11-23`.
    package var date: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }

    /// Hour and minute: `20:15`.
    package var hourAndMinute: String { "\(Self.padded(hour, 2)):\(Self.padded(minute, 2))" }

    /// RFC 3339: `2026-11-23T20:15:30Z`.
    package var text: String { "\(date)T\(hourAndMinute):\(Self.padded(second, 2))Z" }

    /// RFC 3339 with milliseconds, 0 to 999: `2026-11-23T20:15:30.042Z`.
    package func text(milliseconds: Int64) -> String {
        "\(date)T\(hourAndMinute):\(Self.padded(second, 2)).\(Self.padded(milliseconds, 3))Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
