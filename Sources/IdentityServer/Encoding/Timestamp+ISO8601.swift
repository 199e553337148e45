import Identity

extension Timestamp {
    /// The moment in UTC as RFC 3339 has it, with milliseconds:
    ///
    /// `2026-11-23T20:12:28.123Z`. Every time of the API is written so.
    var iso8601: String {
        let (days, rest) = milliseconds.quotientAndRemainder(floor: 86_400_000)
        let (year, month, day) = Self.civil(daysSinceEpoch: days)
        let time = [
            Self.digits(rest / 3_600_000, 2), Self.digits(rest / 60_000 % 60, 2), Self.digits(rest / 1000 % 60, 2),
        ].joined(separator: ":")
        return
            "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))T\(time).\(Self.digits(rest % 1000, 3))Z"
    }

    /// The date in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).quotientAndRemainder(floor: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}

extension Int64 {
    /// Quotient rounded down, and the remainder that is never negative.
    fileprivate func quotientAndRemainder(floor divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
