import TesseraJOSE

/// What is known of an issuer's keys, and what to do next: pure rules over a value, no I/O, no clock of its own.
struct KeySetCache: Sendable {
    /// What to do for a verification.
    enum Decision: Sendable {
        /// Verify with this set.
        case use(VerificationKeySet)
        /// Verify with this old set, and fetch a new one meanwhile.
        case useAndFetch(VerificationKeySet)
        /// Fetch, and wait for the outcome.
        case fetch
        /// There is no usable set, and the last fetch failed a moment ago.
        case refuse(KeySetError)
    }

    /// What to do for a key that the set lacks.
    enum UnknownKeyDecision: Sendable {
        /// The set has the key by now.
        case use(VerificationKeySet)
        /// Fetch, and look again.
        case fetch
        /// Wait for the fetch that is under way. It may have begun before the key was published, so ask again then.
        case join
        /// The issuer doesn't publish it, or has been asked a moment ago.
        case refuse
        /// The issuer couldn't be asked a moment ago.
        case fail(KeySetError)
    }

    /// The longest key identifier that is looked for.
    private static let maximumKeyIDBytes = 256

    private let policy: KeySetPolicy
    /// What the last successful fetch brought, revoked keys included.
    private(set) var fetched: KeySetFetch.Outcome?
    /// The keys to verify with: those fetched, without revoked ones.
    private var keys: VerificationKeySet?
    private var revoked = RevokedKeys()
    private var freshUntil: Duration = .zero
    /// The failure of the last fetch, until one succeeds.
    private var failure: (error: KeySetError, at: Duration)?
    private var lastUnknownKeyFetch: Duration?
    /// Key identifiers that the issuer didn't know, with the time until which they are refused.
    private var unknownKeys: [String: Duration] = [:]

    init(policy: KeySetPolicy) {
        self.policy = policy
    }

    /// What to do for a verification.
    func decision(at now: Duration) -> Decision {
        if let keys, now < freshUntil { return .use(keys) }
        guard let failure else { return .fetch }
        guard let keys = usableKeys(at: now) else {
            return now - failure.at < policy.firstRetryInterval ? .refuse(failure.error) : .fetch
        }
        // The issuer was down a moment ago; it may answer slowly or never, so nobody waits for it.
        return now - failure.at < policy.retryInterval ? .use(keys) : .useAndFetch(keys)
    }

    /// The set, when it is fresh, or stale within the limit.
    func usableKeys(at now: Duration) -> VerificationKeySet? {
        now < freshUntil + policy.staleLimit ? keys : nil
    }

    /// What to do for a key that the set lacks; counts the fetch that it orders.
    /// - Parameters:
    ///   - keyID: The missing key's identifier.
    ///   - now: The time.
    ///   - isFetching: Whether a fetch is under way, which then costs nothing more.
    /// - Returns: What to do.
    mutating func decision(
        forUnknown keyID: String,
        at now: Duration,
        isFetching: Bool
    ) -> UnknownKeyDecision {
        if let keys = usableKeys(at: now), keys.contains(keyID: keyID) { return .use(keys) }
        guard keyID.utf8.count <= Self.maximumKeyIDBytes, !revoked.contains(keyID) else { return .refuse }
        if let until = unknownKeys[keyID], now < until { return .refuse }
        if isFetching { return .join }
        if let last = lastUnknownKeyFetch, now - last < policy.unknownKeyInterval {
            return failure.map { .fail($0.error) } ?? .refuse
        }
        lastUnknownKeyFetch = now
        return .fetch
    }

    /// Takes a fetched set.
    /// - Returns: The keys to verify with.
    mutating func succeeded(_ outcome: KeySetFetch.Outcome, at now: Duration) -> VerificationKeySet {
        let keys = outcome.keys.removing(revoked.keyIDs)
        fetched = outcome
        self.keys = keys
        freshUntil = now + policy.lifetime(outcome.lifetime)
        failure = nil
        return keys
    }

    /// Takes a failure.
    ///
    /// The old set stays, fresh or stale.
    mutating func failed(_ error: KeySetError, at now: Duration) {
        failure = (error, now)
    }

    /// Takes a key out for good, whatever key sets still list it.
    mutating func revoke(_ keyID: String) {
        revoked.insert(keyID)
        keys = keys?.removing([keyID])
    }

    /// Remembers that the issuer doesn't publish a key.
    mutating func remember(unknown keyID: String, at now: Duration) {
        if unknownKeys.count >= policy.maximumUnknownKeys {
            unknownKeys = unknownKeys.filter { now < $0.value }
        }
        // Full of names that somebody makes up: the rate limit alone protects the issuer then.
        guard unknownKeys.count < policy.maximumUnknownKeys else { return }
        unknownKeys[keyID] = now + policy.unknownKeyLifetime
    }
}
