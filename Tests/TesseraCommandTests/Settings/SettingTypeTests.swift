import Testing

@testable import tessera

@Suite("Settings: kinds of values")
struct SettingTypeTests {
    @Test(
        arguments: [("90", 90), ("0s", 0), ("5s", 5), ("10m", 600), ("12h", 43_200), ("30d", 2_592_000)]
            as [(String, Int64)]
    )
    func `a duration is a whole number of s, m, h or d, seconds when it has no unit`(text: String, seconds: Int64) {
        #expect(DurationText.read(text) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "m", "-5m", "+5m", "1.5h", "5 m", "5M", "5min", "1h30m", "٣m", "9223372036854775807d",
        "99999999999999999999s",
    ])
    func `anything else is no duration`(text: String) {
        #expect(DurationText.read(text) == nil)
    }

    @Test(arguments: [0, 1, 59, 60, 90, 3600, 5400, 86_400, 2_592_000] as [Int64])
    func `a duration is written so that it reads back`(seconds: Int64) {
        #expect(DurationText.read(DurationText.write(.seconds(seconds))) == .seconds(seconds))
    }

    @Test(arguments: ["", "-1", "+1", "1.0", "0x10", " 1", "99999999999999999999"])
    func `an integer is digits within its range and nothing else`(text: String) {
        #expect(throws: SettingRefusal.self) { try SettingType.integer(0...65_535).decode(text) }
    }

    @Test func `a list keeps its order and takes commas, spaces and line ends`() throws {
        #expect(try SettingType.list(of: .scopeToken).decode("b, a\nc  d") == ["b", "a", "c", "d"])
    }
}
