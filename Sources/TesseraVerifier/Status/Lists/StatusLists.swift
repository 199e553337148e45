import TesseraOAuth

/// What is known of an issuer's status lists, and what to ask for next: pure rules over a value, no I/O, no clock of
/// its own.
struct StatusLists: Sendable {
    private let issuer: String
    private let policy: StatusSourcePolicy
    private var lists: [String: KeptStatusList] = [:]
    private(set) var stream = StreamState()

    init(issuer: String, policy: StatusSourcePolicy) {
        self.issuer = issuer
        self.policy = policy
    }

    // MARK: Looking up

    /// What is known of a token's status.
    mutating func finding(_ reference: StatusReference, at now: Duration) -> StatusFinding {
        guard var list = lists[reference.uri] else {
            return isOwn(reference.uri) ? .unknown : .foreign
        }
        if list.lastUse != now {
            list.lastUse = now
            lists[reference.uri]?.lastUse = now
        }
        guard list.fetched != nil else { return .unknown }
        guard let status = list.status(at: reference.index) else { return .foreign }
        if list.isFresh(stream, at: now) { return .known(status) }
        // The issuer didn't answer a moment ago; until it may be asked again, what is known serves.
        return isUsable(list, at: now) && now < list.retryTime(policy) ? .known(status) : .stale(status)
    }

    /// What to do for a token whose status isn't known well enough.
    enum Step: Sendable, Hashable {
        /// Nothing is to be asked, or may be asked now.
        case answer(StatusFinding)
        /// Ask, and answer with what is known meanwhile.
        case fetchAndAnswer(StatusFinding)
        /// Ask, or wait for who does, and look again.
        case fetch
    }

    /// Decides whether a token waits for its list.
    mutating func step(_ reference: StatusReference, at now: Duration) -> Step {
        let finding = finding(reference, at: now)
        switch finding {
        case .known, .foreign: return .answer(finding)
        case .unknown, .stale: break
        }
        guard let list = lists[reference.uri] else { return .fetch }
        if list.fetchSynchronisation == nil, now < list.retryTime(policy) {
            return .answer(conclusion(reference, at: now))
        }
        // After a failure nobody waits while there is something to go by.
        return list.failures > 0 && isUsable(list, at: now) ? .fetchAndAnswer(conclusion(reference, at: now)) : .fetch
    }

    /// What is known of a token's status after the issuer was asked: what may still be used counts as known.
    mutating func conclusion(_ reference: StatusReference, at now: Duration) -> StatusFinding {
        let finding = finding(reference, at: now)
        guard case .stale(let status) = finding, let list = lists[reference.uri], isUsable(list, at: now) else {
            return finding
        }
        return .known(status)
    }

    private func isUsable(_ list: KeptStatusList, at now: Duration) -> Bool {
        list.isUsable(stream, maximumAge: policy.maximumAge, leeway: policy.leeway, at: now)
    }

    private func isOwn(_ uri: String) -> Bool { IssuerAddress(uri, under: issuer) != nil }

    // MARK: Fetching

    /// A fetch begins.
    /// - Returns: The entity tag of what is at hand.
    mutating func begin(_ uri: String, at now: Duration) -> String? {
        makeRoom(for: uri, at: now)
        var list = lists[uri] ?? KeptStatusList(maximumBytes: policy.maximumListBytes, at: now)
        list.fetchSynchronisation = stream.synchronisation
        lists[uri] = list
        return list.fetched?.entityTag
    }

    /// A fetch brought a list.
    mutating func succeeded(
        _ uri: String,
        _ token: StatusListToken,
        entityTag: String?,
        at now: Duration,
        seconds: Int64
    ) {
        guard var list = lists[uri] else { return }
        // An older list than the one at hand is some cache's: it could undo a revocation.
        guard list.fetched.map({ $0.issuedAt <= token.issuedAt }) ?? true else { return failed(uri, at: now) }
        let left = Duration.seconds(token.expiresAt - seconds)
        list.fetched = KeptStatusList.Fetched(
            list: token.list,
            issuedAt: token.issuedAt,
            keyID: token.keyID,
            entityTag: entityTag,
            pollInterval: policy.pollInterval(token.lifetime),
            expiry: now + left,
            at: now,
            lifetime: max(left, .zero)
        )
        list.pushed.forget(heldBy: token.issuedAt, margin: 60 + Int64(policy.leeway))
        conclude(&list)
        lists[uri] = list
    }

    /// A fetch brought the news that the list hasn't changed.
    mutating func unchanged(_ uri: String, at now: Duration) {
        guard var list = lists[uri], var fetched = list.fetched else { return }
        fetched.at = now
        fetched.lifetime = max(fetched.expiry - now, .zero)
        list.fetched = fetched
        conclude(&list)
        lists[uri] = list
    }

    /// A fetch failed.
    mutating func failed(_ uri: String, at now: Duration) {
        guard var list = lists[uri] else { return }
        list.failures += 1
        list.lastFailure = now
        list.fetchSynchronisation = nil
        lists[uri] = list
    }

    private func conclude(_ list: inout KeptStatusList) {
        let isSame = list.synchronisation == list.fetchSynchronisation
        list.isConfirmed = isSame && list.synchronisation != nil
        list.synchronisation = list.fetchSynchronisation
        list.fetchSynchronisation = nil
        list.failures = 0
    }

    /// The lists to ask for now.
    ///
    /// Those that no token has led to for long are forgotten.
    mutating func due(at now: Duration) -> [String] {
        lists = lists.filter { $1.fetchSynchronisation != nil || now < $1.lastUse + policy.unusedLifetime }
        return lists.filter { $1.nextFetch(stream, policy).map { $0 <= now } ?? false }.keys.sorted()
    }

    /// When the next list is to be asked for; `nil` when none is in use.
    var nextFetch: Duration? { lists.values.compactMap { $0.nextFetch(stream, policy) }.min() }

    /// How many lists are kept.
    var count: Int { lists.count }

    private mutating func makeRoom(for uri: String, at now: Duration) {
        guard lists[uri] == nil, lists.count >= policy.maximumLists else { return }
        let idle = lists.filter { $1.fetchSynchronisation == nil }.min { $0.value.lastUse < $1.value.lastUse }
        if let idle { lists[idle.key] = nil }
    }

    // MARK: Push

    /// The stream has begun; when it isn't resumed, every list may have missed something.
    mutating func streamBegan(isResumed: Bool, at now: Duration) {
        stream.isLive = true
        if !isResumed { stream.synchronisation += 1 }
        stream.lastActivity = now
    }

    /// The issuer was heard.
    mutating func streamWasHeard(at now: Duration) {
        if stream.isLive { stream.lastActivity = now }
    }

    /// Events don't arrive any more.
    mutating func streamEnded() {
        stream.isLive = false
    }

    /// Entries of a list were pushed as invalid.
    mutating func invalidate(_ uri: String, _ indices: [Int], seconds: Int64) {
        lists[uri]?.pushed.insert(indices, at: seconds)
    }

    /// A key was revoked: what it signed has to be fetched anew.
    mutating func distrust(keyID: String) {
        for (uri, list) in lists where list.fetched?.keyID?.isIdentical(to: keyID) ?? true {
            lists[uri]?.fetched?.entityTag = nil
            lists[uri]?.synchronisation = nil
        }
    }
}
