extension SettingType where Value == Duration {
    /// A whole number of seconds, minutes, hours or days within a range: `90`, `90s`, `5m`, `12h`, `30d`.
    static func duration(_ range: ClosedRange<Duration>) -> SettingType<Duration> {
        let bounds = "from \(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound))"
        return SettingType(
            expectation: "a duration \(bounds), such as 90s, 5m, 12h, 30d",
            decode: { text throws(SettingRefusal) in
                guard let value = DurationText.read(text) else {
                    throw SettingRefusal(reason: "it is not a whole number of s, m, h or d")
                }
                guard value >= range.lowerBound else {
                    throw SettingRefusal(reason: "it is shorter than \(DurationText.write(range.lowerBound))")
                }
                guard value <= range.upperBound else {
                    throw SettingRefusal(reason: "it is longer than \(DurationText.write(range.upperBound))")
                }
                return value
            },
            encode: DurationText.write
        )
    }
}

extension Duration {
    /// Whole minutes.
    static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    /// Hours of 60 minutes.
    static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
    /// Days of 24 hours.
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}

/// Durations as people write them in settings.
enum DurationText {
    private static let units: [(suffix: Character, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

    /// The duration that the text names, `nil` if it names none or one beyond what fits.
    static func read(_ text: String) -> Duration? {
        guard let last = text.last else { return nil }
        let unit = units.first { $0.suffix == last }
        let digits = unit == nil ? Substring(text) : text.dropLast()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        guard let count = Int64(digits) else { return nil }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit?.seconds ?? 1)
        guard !overflow else { return nil }
        return .seconds(seconds)
    }

    /// The shortest text for whole seconds: `90s`, `5m`, `30d`.
    static func write(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        guard seconds != 0 else { return "0s" }
        for unit in units where seconds % unit.seconds == 0 {
            return "\(seconds / unit.seconds)\(unit.suffix)"
        }
        return "\(seconds)s"
    }
}
