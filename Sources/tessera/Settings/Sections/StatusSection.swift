import Identity
import IdentityServer

extension SettingCatalogue {
    /// How verifiers learn of sessions that were ended and of keys that were revoked.
    enum Status: SettingSection {
        static let title = "Status lists"

        static let settings: [Setting] = [
            Setting(
                "status.list-ttl",
                .duration(.seconds(1)...(.minutes(15))),
                \.rules.statusListTimeToLive,
                "How long a verifier may cache a status list: a verifier that only polls learns of an ended "
                    + "session after that time."
            ),
            Setting(
                "status.heartbeat",
                .duration(.seconds(1)...(.minutes(1))),
                \.server.statusStreams.heartbeat,
                "The time between two heartbeats on /status/events, which show a verifier that it misses no event."
            ),
            Setting(
                "status.max-subscribers",
                .integer(1...1_000_000),
                \.server.statusStreams.maximumSubscribers,
                "How many verifiers may subscribe to /status/events at once. When all slots are taken, anonymous "
                    + "verifiers give way to confidential clients."
            ),
            Setting(
                "status.max-subscribers-per-address",
                .integer(1...1_000_000),
                \.server.statusStreams.maximumSubscribersPerAddress,
                "How many of them from one address (IPv6: from one /64), or of one confidential client."
            ),
        ]
    }
}
