/// How many verified tokens a verifier remembers.
public struct TokenCachePolicy: Sendable, Hashable {
    /// The most tokens remembered at a time; with 0 none is.
    public let capacity: Int
    /// The longest token that is remembered, in bytes, so that the memory has a bound: a remembered token takes about
    /// three times its length.
    public let maximumTokenBytes: Int

    /// 4,096 tokens of up to 4,096 bytes: about 10 MB with tokens of 800 bytes.
    public static let standard = TokenCachePolicy(capacity: 4096)

    /// Nothing is remembered: every token costs a signature check.
    public static let off = TokenCachePolicy(capacity: 0)

    /// Makes a policy.
    /// - Parameters:
    ///   - capacity: The most tokens remembered at a time, at most 16,777,216; the cache may round it down to at least
    ///     half. A negative value counts as 0.
    ///   - maximumTokenBytes: The longest token that is remembered, in bytes.
    public init(capacity: Int, maximumTokenBytes: Int = 4096) {
        self.capacity = min(max(0, capacity), 1 << 24)
        self.maximumTokenBytes = max(0, maximumTokenBytes)
    }
}
