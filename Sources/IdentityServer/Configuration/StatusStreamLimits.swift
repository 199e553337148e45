/// How many verifiers may listen to status events, and how they are told that all is well.
public struct StatusStreamLimits: Sendable, Hashable {
    /// The pause between two heartbeats.
    public var heartbeat: Duration
    /// The most listeners at once; when all places are taken, a stranger gives way to a confidential client, and a further stranger
    /// gets 503.
    public var maximumSubscribers: Int
    /// The most listeners at once from one IPv4 address or IPv6 /64, or of one confidential client.
    public var maximumSubscribersPerAddress: Int

    /// Limits; each has a default that suits a thousand verifiers behind one address.
    public init(
        heartbeat: Duration = .seconds(15),
        maximumSubscribers: Int = 4096,
        maximumSubscribersPerAddress: Int = 1024
    ) {
        self.heartbeat = heartbeat
        self.maximumSubscribers = maximumSubscribers
        self.maximumSubscribersPerAddress = maximumSubscribersPerAddress
    }
}
