import TesseraOAuth

/// One status list as it is known: what was fetched, what was pushed since, and when to ask again.
struct KeptStatusList: Sendable {
    /// A list as it was fetched.
    struct Fetched: Sendable {
        var list: StatusList
        var issuedAt: Int64
        var keyID: String?
        var entityTag: String?
        /// How long it may be used without asking again, while there is no push.
        var pollInterval: Duration
        /// The uptime at which its `exp` is reached.
        var expiry: Duration
        /// The uptime at which it, or the news that it hasn't changed, arrived.
        var at: Duration
        /// How much of the list's life was left then.
        var lifetime: Duration
    }

    /// After its first fetch in a synchronisation a list is asked for once more, since some issuers' nodes learn of a
    /// revocation a moment later than others.
    private static let confirmationInterval = Duration.seconds(5)

    let uri: String
    var fetched: Fetched?
    var pushed: PushedBits
    /// The synchronisation in which the last successful fetch began.
    var synchronisation: Int?
    /// Whether the list was fetched twice in that synchronisation.
    var isConfirmed = false
    /// Failures since the last success, and when the last one was.
    var failures = 0
    var lastFailure: Duration = .zero
    var lastUse: Duration
    /// Whether a fetch is under way, and in which synchronisation it began.
    var fetchSynchronisation: Int?

    init(_ uri: String, maximumBytes: Int, at now: Duration) {
        self.uri = uri
        pushed = PushedBits(maximumBytes: maximumBytes)
        lastUse = now
    }

    /// What is known of an entry.
    func finding(_ index: Int, _ stream: StreamState, _ policy: StatusSourcePolicy, at now: Duration) -> StatusFinding {
        guard fetched != nil else { return .unknown }
        guard let status = status(at: index) else { return .foreign }
        if isFresh(stream, at: now) { return .known(status) }
        // The issuer didn't answer a moment ago; until it may be asked again, what is known serves.
        guard isUsable(stream, policy, at: now), now < retryTime(policy) else { return .stale(status) }
        return .known(status)
    }

    /// The status of an entry; `nil` when there is no list or no such entry.
    func status(at index: Int) -> TokenStatus? {
        guard let status = fetched?.list.status(at: index) else { return nil }
        return status == .valid && pushed.contains(index) ? .invalid : status
    }

    /// When the issuer last vouched for what is known.
    func lastWord(_ stream: StreamState) -> Duration? {
        guard let fetched else { return nil }
        return synchronisation == stream.synchronisation ? max(fetched.at, stream.lastActivity) : fetched.at
    }

    /// Whether what is known is as good as asking.
    func isFresh(_ stream: StreamState, at now: Duration) -> Bool {
        guard let fetched, let lastWord = lastWord(stream), now < fetched.expiry else { return false }
        return isPushed(stream) || now < lastWord + fetched.pollInterval
    }

    /// Whether what is known may serve while the issuer is silent.
    func isUsable(_ stream: StreamState, _ policy: StatusSourcePolicy, at now: Duration) -> Bool {
        guard let fetched, let lastWord = lastWord(stream) else { return false }
        guard now < fetched.expiry + .seconds(policy.leeway) else { return false }
        return policy.maximumAge.map { now < lastWord + $0 } ?? true
    }

    /// A fetch was successful.
    mutating func conclude() {
        isConfirmed = synchronisation != nil && synchronisation == fetchSynchronisation
        synchronisation = fetchSynchronisation
        fetchSynchronisation = nil
        failures = 0
    }

    /// When to ask for the list again; `nil` when only a token's need can tell.
    func nextFetch(_ stream: StreamState, _ policy: StatusSourcePolicy) -> Duration? {
        guard fetchSynchronisation == nil, let fetched, let lastWord = lastWord(stream) else { return nil }
        // Live, but with a gap before: at once.
        if stream.isLive, !isPushed(stream) { return max(fetched.at, retryTime(policy)) }
        // Bits are cleared without an event, so the list is renewed in the middle of its life at the latest.
        let renewal = fetched.at + max(fetched.lifetime / 2, policy.minimumPollInterval)
        let wish: Duration =
            if !isPushed(stream) {
                lastWord + fetched.pollInterval
            } else if !isConfirmed {
                fetched.at + Self.confirmationInterval
            } else {
                renewal
            }
        return max(min(wish, renewal), retryTime(policy))
    }

    /// Until when a failed fetch isn't repeated.
    func retryTime(_ policy: StatusSourcePolicy) -> Duration {
        failures == 0 ? .zero : lastFailure + policy.retryInterval(afterFailures: failures)
    }

    private func isPushed(_ stream: StreamState) -> Bool {
        stream.isLive && synchronisation == stream.synchronisation
    }
}

/// What the lists need to know of the stream of events.
struct StreamState: Sendable {
    /// Whether events arrive.
    var isLive = false
    /// Counts the times at which it wasn't known what had been missed.
    var synchronisation = 0
    /// When the issuer was last heard.
    var lastActivity: Duration = .zero
}
