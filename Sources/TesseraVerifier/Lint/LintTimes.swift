import TesseraJOSE

/// Conditions on times (NumericDate, RFC 7519 §2).
enum LintTimes {
    private static let claims = ["auth_time", "iat", "nbf", "exp"]
    /// From here to 10¹⁴ a number is a time in milliseconds: read as seconds it lies beyond the year 5100.
    private static let firstMilliseconds = 1e11
    private static let lastSecond = 253_402_300_799.0

    /// The times that meet a condition.
    static func names(_ claims: JSONObject?, _ condition: (Double) -> Bool) -> [String] {
        self.claims.filter { claims?[$0]?.number.map(condition) ?? false }
    }

    static func isMilliseconds(_ number: Double) -> Bool { firstMilliseconds..<1e14 ~= number }

    static func isOutOfRange(_ number: Double) -> Bool {
        !isMilliseconds(number) && !(0...lastSecond ~= number)
    }

    /// A possible time in whole seconds.
    static func seconds(_ value: JSONValue?) -> Int64? {
        guard let number = value?.number, !isMilliseconds(number), !isOutOfRange(number) else { return nil }
        return Int64(exactly: number.rounded(.down))
    }

    /// The seconds from a time to `exp`.
    static func span(_ token: LintSubject, from claim: String) -> Int64? {
        guard let start = token.time(claim), let end = token.time("exp") else { return nil }
        return end - start
    }

    /// The seconds from `iat` to `exp`.
    static func lifetime(_ token: LintSubject) -> Int64? { span(token, from: "iat") }

    /// Whether an access token lives so long, as a sentence.
    static func isLong(_ token: LintSubject, _ range: ClosedRange<Int64>) -> String? {
        guard token.kind == .accessToken, let seconds = lifetime(token), range.contains(seconds) else { return nil }
        return "It lives for \(seconds) seconds."
    }
}
