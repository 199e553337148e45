/// How a remote key set is kept: how long it counts as fresh, how often the issuer is asked, and what happens while the
/// issuer is down.
public struct KeySetPolicy: Sendable, Hashable {
    /// The shortest time for which a fetched set is used without asking again, whatever the issuer says.
    public var minimumLifetime: Duration = .seconds(30)
    /// The longest time for which a fetched set is used without asking again, whatever the issuer says.
    public var maximumLifetime: Duration = .seconds(3600)
    /// How long a set is used when the issuer's answer has no `max-age`.
    public var standardLifetime: Duration = .seconds(300)
    /// How long, past its lifetime, a set is still used while the issuer can't be reached.
    public var staleLimit: Duration = .seconds(3600)
    /// How long a failed fetch is not repeated while there is an old set to use.
    public var retryInterval: Duration = .seconds(10)
    /// How long a failed fetch is not repeated while there is no set at all.
    public var firstRetryInterval: Duration = .seconds(1)
    /// The time between two fetches that unknown key identifiers cause.
    public var unknownKeyInterval: Duration = .seconds(10)
    /// How long a key identifier that the issuer didn't know is refused without asking again.
    public var unknownKeyLifetime: Duration = .seconds(60)
    /// How many unknown key identifiers are remembered.
    public var maximumUnknownKeys: Int = 1000
    /// The largest answer that is read, in bytes.
    public var maximumBytes: Int = 65_536
    /// The time that one request to the issuer may take, from the first byte sent to the last byte read.
    public var timeout: Duration = .seconds(5)

    /// Makes the standard policy: every property can be changed on the copy.
    public init() {}

    /// The standard policy.
    public static let standard = KeySetPolicy()

    /// How long a set is fresh.
    /// - Parameter lifetime: What the issuer's answer says, or `nil`.
    /// - Returns: That lifetime within the bounds.
    func lifetime(_ lifetime: Duration?) -> Duration {
        max(minimumLifetime, min(maximumLifetime, lifetime ?? standardLifetime))
    }
}
