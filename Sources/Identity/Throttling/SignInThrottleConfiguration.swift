/// How many attempts are let through to the password check, per bucket.
///
/// The limits are far above what people need and far below what guessing needs. None ever locks anything for longer
/// than one interval.
public struct SignInThrottleConfiguration: Sendable, Hashable {
    /// Sign-ins from one network (IPv4 address or IPv6 /64), whatever the account.
    ///
    /// Default: 20, then one per 3 s.
    public var address: ThrottleRule

    /// Sign-ins to one identifier from one network.
    ///
    /// Default: 5, then one per 30 s.
    public var identifierAndAddress: ThrottleRule

    /// Sign-ins to one identifier from all networks together that it isn't known from: as many from those that have failed at it
    /// within a day, and once more as many from those that have not.
    ///
    /// Default: 10, then one per 10 s.
    public var identifier: ThrottleRule

    /// Registrations from one network.
    ///
    /// Default: 10, then one per 30 s.
    public var registration: ThrottleRule

    /// How long a network stays familiar to an account after a successful sign-in.
    ///
    /// Default: 90 days.
    public var familiarity: Duration

    /// Keeps the limits.
    ///
    /// - Parameters:
    ///   - address: Sign-ins from one network.
    ///   - identifierAndAddress: Sign-ins to one identifier from one network.
    ///   - identifier: Sign-ins to one identifier from unfamiliar networks together.
    ///   - registration: Registrations from one network.
    ///   - familiarity: How long a network stays familiar.
    public init(
        address: ThrottleRule = ThrottleRule(burst: 20, every: .seconds(3)),
        identifierAndAddress: ThrottleRule = ThrottleRule(burst: 5, every: .seconds(30)),
        identifier: ThrottleRule = ThrottleRule(burst: 10, every: .seconds(10)),
        registration: ThrottleRule = ThrottleRule(burst: 10, every: .seconds(30)),
        familiarity: Duration = .seconds(90 * 86_400)
    ) {
        self.address = address
        self.identifierAndAddress = identifierAndAddress
        self.identifier = identifier
        self.registration = registration
        self.familiarity = familiarity
    }

    var familiarityMilliseconds: Int64 {
        min(max(0, familiarity.components.seconds), 3_650 * 86_400) * 1000
    }
}
