import Foundation
import Testing

@testable import WebValues

@Suite struct CalendarTimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"), (.max, "9999-12-31T23:59:59Z"), (.min, "0001-01-01T00:00:00Z"),
        ] as [(Int64, String)]
    )
    func `a second has one text, and what has none is the nearest that has one`(seconds: Int64, text: String) {
        #expect(CalendarTime(secondsSince1970: seconds).text == text)
    }

    @Test func `the calendar is that of Foundation`() {
        // Foundation has the Julian calendar before 15 October 1582.
        for step in stride(from: Int64(-12_000_000_000), to: 250_000_000_000, by: 7_777_777_771) {
            let date = Date(timeIntervalSince1970: Double(step))
            #expect(CalendarTime(secondsSince1970: step).text == date.formatted(.iso8601), "\(step)")
        }
    }

    @Test func `milliseconds have three digits`() {
        #expect(CalendarTime(secondsSince1970: 0).text(milliseconds: 7) == "1970-01-01T00:00:00.007Z")
    }
}
