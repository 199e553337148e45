/// How an issuer's status lists are kept: how often they are asked for, for how long they serve while the issuer is
/// silent, and how much memory they may take.
public struct StatusSourcePolicy: Sendable, Hashable {
    /// How often a list is asked for while there is no push and its `ttl` doesn't say.
    public var standardPollInterval: Duration = .seconds(60)
    /// The shortest time between two polls of a list, whatever its `ttl` says.
    public var minimumPollInterval: Duration = .seconds(5)
    /// The longest time between two polls of a list, whatever its `ttl` says.
    public var maximumPollInterval: Duration = .seconds(3600)
    /// How long after the issuer's last sign of life a list still counts, at most; `nil` leaves it at the list's `exp`.
    public var maximumAge: Duration?
    /// How long a failed fetch isn't repeated; doubled with each failure, up to `maximumRetryInterval`.
    public var retryInterval: Duration = .seconds(2)
    /// The longest time for which a failed fetch isn't repeated.
    public var maximumRetryInterval: Duration = .seconds(60)
    /// How long a list is kept that no token has led to.
    public var unusedLifetime: Duration = .seconds(3600)
    /// How many lists are kept; the least recently used one goes first.
    public var maximumLists = 64
    /// The longest list, unpacked, in bytes.
    public var maximumListBytes = 262_144
    /// The longest answer with a list, in bytes; at most 65,536, which is the longest token that is verified.
    public var maximumAnswerBytes = 65_536
    /// The longest event of the stream, in bytes.
    public var maximumEventBytes = 16_384
    /// How far the issuer's clock and this one may differ, in seconds.
    public var leeway = 30
    /// The time that one request to the issuer may take, from the first byte sent to the last byte read.
    public var timeout: Duration = .seconds(5)

    /// Makes the standard policy: every property can be changed on the copy.
    public init() {}

    /// The standard policy.
    public static let standard = StatusSourcePolicy()

    /// How long a list may be used before it is asked for again.
    func pollInterval(_ lifetime: Duration?) -> Duration {
        max(minimumPollInterval, min(maximumPollInterval, lifetime ?? standardPollInterval))
    }

    /// How long to wait after that many failures in a row.
    func retryInterval(afterFailures count: Int) -> Duration {
        min(maximumRetryInterval, retryInterval * (1 << min(max(count - 1, 0), 10)))
    }
}
