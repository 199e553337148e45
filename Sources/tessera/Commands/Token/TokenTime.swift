import TesseraJOSE
import WebValues

/// A claim that is a moment (NumericDate, RFC 7519 §2), in words.
struct TokenTime: Sendable {
    /// Claims whose value is a NumericDate, in the order in which they are told (OpenID Connect Core §2, too).
    private static let words = [
        ("auth_time", "authenticated"), ("iat", "issued"), ("nbf", "good from"), ("exp", "expires"),
        ("updated_at", "updated"),
    ]

    let claim: String
    /// `expires 2026-11-23T20:15:30Z, in 4 minutes`.
    let text: String
    /// The moment in RFC 3339 and its distance from now; `nil` for a value that is no time.
    private let moment: (absolute: String, relative: String)?
    /// From here on a number means no moment that a token speaks of: the year 5138, and as milliseconds 1973.
    private static let farthest: UInt64 = 100_000_000_000

    /// The moments that a payload names.
    ///
    /// - Parameters:
    ///   - payload: The claims.
    ///   - now: Seconds since 1970-01-01T00:00:00Z.
    /// - Returns: Those that are there, in a fixed order.
    static func all(in payload: JSONValue?, now: Int64) -> [TokenTime] {
        words.compactMap { claim, word in
            payload?[claim].map { TokenTime(claim, word, $0, now: now) }
        }
    }

    private init(_ claim: String, _ word: String, _ value: JSONValue, now: Int64) {
        self.claim = claim
        guard let number = value.number, let seconds = Int64(exactly: number.rounded(.down)) else {
            text = "\(word): not a time"
            moment = nil
            return
        }
        guard seconds.magnitude < Self.farthest else {
            let meant = CalendarTime(secondsSince1970: seconds / 1000).text
            text = "\(word): not a time in seconds (RFC 7519 §2); as milliseconds it is \(meant)"
            moment = nil
            return
        }
        let absolute = CalendarTime(secondsSince1970: seconds).text
        let relative = MomentText.relative(seconds, to: now)
        let verb = claim == "exp" && seconds <= now ? "expired" : word
        text = "\(verb) \(absolute), \(relative)"
        moment = (absolute, relative)
    }

    /// The moment for programs.
    var json: JSONValue {
        ["claim": .string(claim), "time": .optional(moment?.absolute), "relative": .optional(moment?.relative)]
    }
}
