import TesseraOAuth

/// What is known of an issuer's status lists, and what to ask for next: pure rules over a value, no I/O, no clock of
/// its own.
struct StatusLists: Sendable {
    private let issuer: String
    private let policy: StatusSourcePolicy
    /// Few, so that a walk finds one as fast as a hash.
    private var lists: [KeptStatusList] = []
    private(set) var stream = StreamState()

    init(issuer: String, policy: StatusSourcePolicy) {
        self.issuer = issuer
        self.policy = policy
    }

    // MARK: Looking up

    /// What is known of a token's status.
    mutating func finding(_ reference: StatusReference, at now: Duration) -> StatusFinding {
        guard let index = index(of: reference.uri) else {
            return isOwn(reference.uri) ? .unknown : .foreign
        }
        lists[index].lastUse = now
        return lists[index].finding(reference.index, stream, policy, at: now)
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
        guard let list = list(reference.uri) else { return .fetch }
        if list.fetchSynchronisation == nil, now < list.retryTime(policy) {
            return .answer(conclusion(reference, at: now))
        }
        // After a failure nobody waits while there is something to go by.
        let serves = list.failures > 0 && list.isUsable(stream, policy, at: now)
        return serves ? .fetchAndAnswer(conclusion(reference, at: now)) : .fetch
    }

    /// What is known of a token's status after the issuer was asked: what may still be used counts as known.
    mutating func conclusion(_ reference: StatusReference, at now: Duration) -> StatusFinding {
        let finding = finding(reference, at: now)
        guard case .stale(let status) = finding, let list = list(reference.uri),
            list.isUsable(stream, policy, at: now)
        else { return finding }
        return .known(status)
    }

    private func index(of uri: String) -> Int? { lists.firstIndex { $0.uri.isIdentical(to: uri) } }

    private func list(_ uri: String) -> KeptStatusList? { index(of: uri).map { lists[$0] } }

    private func isOwn(_ uri: String) -> Bool { IssuerAddress(uri, under: issuer) != nil }

    // MARK: Fetching

    /// A fetch begins.
    /// - Returns: The entity tag of what is at hand.
    mutating func begin(_ uri: String, at now: Duration) -> String? {
        guard let index = index(of: uri) else {
            makeRoom()
            var list = KeptStatusList(uri, maximumBytes: policy.maximumListBytes, at: now)
            list.fetchSynchronisation = stream.synchronisation
            lists.append(list)
            return nil
        }
        lists[index].fetchSynchronisation = stream.synchronisation
        return lists[index].fetched?.entityTag
    }

    /// A fetch brought a list.
    mutating func succeeded(
        _ uri: String,
        _ token: StatusListToken,
        entityTag: String?,
        at now: Duration,
        seconds: Int64
    ) {
        guard let index = index(of: uri) else { return }
        // An older list than the one at hand is some cache's: it could undo a revocation.
        guard lists[index].fetched.map({ $0.issuedAt <= token.issuedAt }) ?? true else { return failed(uri, at: now) }
        let left = Duration.seconds(token.expiresAt - seconds)
        lists[index].fetched = KeptStatusList.Fetched(
            list: token.list,
            issuedAt: token.issuedAt,
            keyID: token.keyID,
            entityTag: entityTag,
            pollInterval: policy.pollInterval(token.lifetime),
            expiry: now + left,
            at: now,
            lifetime: max(left, .zero)
        )
        lists[index].pushed.forget(heldBy: token.issuedAt, margin: 60 + Int64(policy.leeway))
        lists[index].conclude()
    }

    /// A fetch brought the news that the list hasn't changed.
    mutating func unchanged(_ uri: String, at now: Duration) {
        guard let index = index(of: uri), let expiry = lists[index].fetched?.expiry else { return }
        lists[index].fetched?.at = now
        lists[index].fetched?.lifetime = max(expiry - now, .zero)
        lists[index].conclude()
    }

    /// A fetch failed.
    mutating func failed(_ uri: String, at now: Duration) {
        guard let index = index(of: uri) else { return }
        lists[index].failures += 1
        lists[index].lastFailure = now
        lists[index].fetchSynchronisation = nil
    }

    /// The lists to ask for now.
    ///
    /// Those that no token has led to for long are forgotten.
    mutating func due(at now: Duration) -> [String] {
        lists.removeAll { $0.fetchSynchronisation == nil && now >= $0.lastUse + policy.unusedLifetime }
        return lists.filter { $0.nextFetch(stream, policy).map { $0 <= now } ?? false }.map(\.uri)
    }

    /// When the next list is to be asked for; `nil` when none is in use.
    var nextFetch: Duration? { lists.compactMap { $0.nextFetch(stream, policy) }.min() }

    /// How many lists are kept.
    var count: Int { lists.count }

    private mutating func makeRoom() {
        guard lists.count >= policy.maximumLists else { return }
        let idle = lists.indices.filter { lists[$0].fetchSynchronisation == nil }
        if let oldest = idle.min(by: { lists[$0].lastUse < lists[$1].lastUse }) { lists.remove(at: oldest) }
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
        guard let index = index(of: uri) else { return }
        lists[index].pushed.insert(indices, at: seconds)
    }

    /// A key was revoked: what it signed has to be fetched anew.
    mutating func distrust(keyID: String) {
        for index in lists.indices where lists[index].fetched?.keyID?.isIdentical(to: keyID) ?? true {
            lists[index].fetched?.entityTag = nil
            lists[index].synchronisation = nil
        }
    }
}
