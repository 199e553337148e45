/// Whether an attempt may go on to the password check.
enum ThrottleDecision: Sendable, Hashable {
    /// Go on.
    ///
    /// One attempt was taken out of each of these buckets.
    case allowed(drawn: [SignInThrottle.Bucket])
    /// Answer 429 with `Retry-After`: whole seconds, at least 1.
    ///
    /// Nothing was taken.
    case throttled(retryAfter: Int)

    static func throttled(milliseconds: Int64) -> ThrottleDecision {
        .throttled(retryAfter: max(1, Int(clamping: (milliseconds + 999) / 1000)))
    }
}
