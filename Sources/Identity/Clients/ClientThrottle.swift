import Synchronization

/// Slows those who fail to prove who they are, in bounded memory.
///
/// What failed counts, per network and name and per network alone; an empty bucket refuses the right secret too, so that a refusal
/// tells nothing. Nobody waits longer than one interval, and nobody who fails elsewhere is in the way: 256 random bits are out of
/// any guess's reach, and this only bounds the work and the log lines.
final class ClientThrottle: Sendable {
    /// Failures by one name from one network.
    static let nameRule = ThrottleRule(burst: 10, every: .seconds(3))
    /// Failures by any name from one network.
    static let networkRule = ThrottleRule(burst: 100, every: .milliseconds(100))
    /// How many buckets are kept.
    static let capacity = 8192

    /// A bucket: of a network and a name, or of a network alone.
    private struct Bucket: Hashable {
        let network: String
        /// Nil for the network alone; a text that can be no identifier counts as one and the same name.
        let name: ClientID?
        let isOfNetwork: Bool

        var rule: ThrottleRule { isOfNetwork ? networkRule : nameRule }
    }

    private let fullAt = Mutex<[Bucket: Int64]>([:])

    /// After how many seconds an attempt is looked at; nil when it is at once.
    func wait(for name: ClientID?, from address: String, at now: Timestamp) -> Int? {
        // The usual case: nobody has failed, and nothing has to be made of the address.
        guard fullAt.withLock({ !$0.isEmpty }) else { return nil }
        let buckets = Self.buckets(name, address)
        let milliseconds = fullAt.withLock { kept in
            buckets.compactMap { bucket -> Int64? in
                let decision = bucket.rule.take(fullAt: kept[bucket], now: now.milliseconds)
                // Kept, so that a number from before the clock went back is put right.
                if decision.wait != nil { kept[bucket] = decision.fullAt }
                return decision.wait
            }.max()
        }
        return milliseconds.map { max(1, Int(clamping: ($0 + 999) / 1000)) }
    }

    /// Counts a failure.
    func failed(_ name: ClientID?, from address: String, at now: Timestamp) {
        let buckets = Self.buckets(name, address)
        fullAt.withLock { kept in
            if kept.count + buckets.count > Self.capacity { Self.makeRoom(&kept, now: now.milliseconds) }
            for bucket in buckets {
                kept[bucket] = bucket.rule.take(fullAt: kept[bucket], now: now.milliseconds).fullAt
            }
        }
    }

    /// How many buckets are kept, for the bound.
    var count: Int { fullAt.withLock { $0.count } }

    private static func buckets(_ name: ClientID?, _ address: String) -> [Bucket] {
        let network = ClientNetwork(address).text
        return [
            Bucket(network: network, name: name, isOfNetwork: false),
            Bucket(network: network, name: nil, isOfNetwork: true),
        ]
    }

    /// Drops buckets that are full again, and the fuller half of the others when that is not enough.
    private static func makeRoom(_ kept: inout [Bucket: Int64], now: Int64) {
        kept = kept.filter { $0.value > now }
        guard kept.count > capacity / 2 else { return }
        let median = kept.values.sorted()[kept.count / 2]
        kept = kept.filter { $0.value > median }
    }
}
