import TesseraJOSE

/// A token's parts for people.
enum TokenText {
    /// Claims whose value is a NumericDate (RFC 7519 §2, OpenID Connect Core §2), in the order in which they are told.
    private static let times = [
        ("auth_time", "authenticated"), ("iat", "issued"), ("nbf", "good from"), ("exp", "expires"),
        ("updated_at", "updated"),
    ]

    /// Each time claim with its moment and its distance from now.
    ///
    /// - Parameters:
    ///   - payload: The claims.
    ///   - now: Seconds since 1970-01-01T00:00:00Z.
    /// - Returns: The claims that are there, by name.
    static func times(of payload: JSONValue?, now: Int64) -> [(name: String, value: String)] {
        times.compactMap { claim, word in
            guard let value = payload?[claim] else { return nil }
            guard let number = value.number, let seconds = Int64(exactly: number.rounded(.down)) else {
                return (claim, "\(word): not a time")
            }
            let moment = CalendarTime(secondsSince1970: seconds).text
            let verb = claim == "exp" && seconds <= now ? "expired" : word
            return (claim, "\(verb) \(moment), \(MomentText.relative(seconds, to: now))")
        }
    }
}
