extension SettingCatalogue {
    /// How verifiers learn of sessions that were ended and of keys that were revoked.
    enum Status {
        static let listTimeToLive = Setting(
            "status.list-ttl",
            .duration(.seconds(1)...(.minutes(15))),
            default: .minutes(1),
            "How long a verifier may cache a status list: a verifier that only polls learns of an ended session "
                + "after that time."
        )
        static let heartbeat = Setting(
            "status.heartbeat",
            .duration(.seconds(1)...(.minutes(1))),
            default: .seconds(15),
            "The time between two heartbeats on /status/events, which show a verifier that it misses no event."
        )
        static let maximumSubscribers = Setting(
            "status.max-subscribers",
            .integer(1...1_000_000),
            default: 4096,
            "How many verifiers may subscribe to /status/events at once. When all slots are taken, anonymous "
                + "verifiers give way to confidential clients."
        )
        static let maximumSubscribersPerAddress = Setting(
            "status.max-subscribers-per-address",
            .integer(1...1_000_000),
            default: 1024,
            "How many of them from one address (IPv6: from one /64), or of one confidential client."
        )

        static let all = [
            listTimeToLive.definition, heartbeat.definition, maximumSubscribers.definition,
            maximumSubscribersPerAddress.definition,
        ]
    }
}
