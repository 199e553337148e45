internal import Persistence

/// The throttle's verbs.
///
/// Each is one step of a write transaction: bucket rows are locked before they are judged, so simultaneous guesses
/// can't all see the same full bucket, on any database.
struct ThrottleTable {
    let transaction: any Transaction

    /// Takes one attempt out of every bucket that a sign-in draws on, or out of none.
    ///
    /// - Parameters:
    ///   - attempt: The sign-in.
    ///   - now: Milliseconds since 1970.
    /// - Returns: Go on, or not before when.
    /// - Throws: What the database throws.
    func reserve(_ attempt: SignInThrottle.Attempt, now: Int64) throws -> ThrottleDecision {
        let buckets = try buckets(of: attempt, now: now)
        let newcomer = attempt.newcomer.flatMap { buckets.contains($0.bucket) ? $0 : nil }
        return try reserve(buckets, marking: newcomer?.mark, now: now)
    }

    /// Takes one attempt out of each bucket, or out of none when one of them is empty.
    ///
    /// - Parameters:
    ///   - buckets: The buckets, such as ``SignInThrottle/registration(address:)``.
    ///   - mark: The mark of a network that is new no more; it is given back like what was drawn.
    ///   - now: Milliseconds since 1970.
    /// - Returns: Go on, or not before when.
    /// - Throws: What the database throws.
    func reserve(
        _ buckets: [SignInThrottle.Bucket],
        marking mark: SignInThrottle.Bucket? = nil,
        now: Int64
    ) throws -> ThrottleDecision {
        // A row is there afterwards, and locked, whether or not it was before; always in the same order, against
        // deadlocks.
        let buckets = buckets.inLockingOrder
        let locked = (buckets + (mark.map { [$0] } ?? [])).inLockingOrder
        let fresh = locked.map { "(\($0.key), \(now))" as SQL }.joined(separator: ", ")
        let rows = try transaction.rows(
            """
            INSERT INTO sign_in_throttles (key, full_at) VALUES \(fresh)
            ON CONFLICT (key) DO UPDATE SET full_at = sign_in_throttles.full_at
            RETURNING key, full_at
            """
        )
        var kept: [[UInt8]: Int64] = [:]
        for row in rows { kept[try row.bytes("key")] = try row.integer("full_at") }

        let decisions = buckets.map { ($0, $0.rule.take(fullAt: kept[$0.key], now: now)) }
        let wait = decisions.compactMap { $1.wait }.max()
        for (bucket, decision) in decisions {
            // While another bucket is empty nothing is taken; only a number that can't be right is put right.
            if wait != nil, decision.wait == nil { continue }
            guard decision.fullAt != kept[bucket.key] else { continue }
            try transaction.execute(
                "UPDATE sign_in_throttles SET full_at = \(decision.fullAt) WHERE key = \(bucket.key)"
            )
        }
        if let wait { return .throttled(milliseconds: wait) }
        guard let mark else { return .allowed(drawn: buckets) }
        // No bucket that anybody waits for: it says which bucket the next attempt from there draws on.
        try transaction.execute(
            "UPDATE sign_in_throttles SET full_at = \(now + mark.rule.intervalMilliseconds) WHERE key = \(mark.key)"
        )
        return .allowed(drawn: locked)
    }

    /// Whether a sign-in would be throttled now.
    ///
    /// For a read transaction: it turns a flood away without a write. An answer of `nil` promises nothing;
    /// ``reserve(_:now:)-(SignInThrottle.Attempt,_)`` decides.
    ///
    /// - Returns: Whole seconds until the next attempt, or `nil`.
    func throttling(of attempt: SignInThrottle.Attempt, now: Int64) throws -> Int? {
        try throttling(of: try buckets(of: attempt, now: now), now: now)
    }

    /// Whether any of these buckets is empty now; see ``throttling(of:now:)-(SignInThrottle.Attempt,_)``.
    func throttling(of buckets: [SignInThrottle.Bucket], now: Int64) throws -> Int? {
        var wait: Int64?
        for row in try transaction.rows("SELECT key, full_at FROM sign_in_throttles WHERE key IN \(buckets.map(\.key))")
        {
            let key = try row.bytes("key")
            let fullAt = try row.integer("full_at")
            for bucket in buckets where bucket.key == key {
                let decision = bucket.rule.take(fullAt: fullAt, now: now)
                // A number that can't be right, as after the clock went back, is for the transaction to put right. To turn people
                // away by it here would leave it as it is, and them before the door until the clock is there again.
                guard let milliseconds = decision.wait, decision.fullAt == fullAt else { continue }
                wait = max(wait ?? 0, milliseconds)
            }
        }
        guard let wait, case .throttled(let seconds) = ThrottleDecision.throttled(milliseconds: wait) else {
            return nil
        }
        return seconds
    }

    /// The password was right: puts back what the attempt took, forgets the wrong ones from this place, and remembers
    /// the place as familiar.
    ///
    /// - Parameters:
    ///   - attempt: The sign-in.
    ///   - drawn: What ``reserve(_:now:)-(SignInThrottle.Attempt,_)`` returned.
    ///   - now: Milliseconds since 1970.
    /// - Throws: What the database throws.
    func giveBack(_ attempt: SignInThrottle.Attempt, drawn: [SignInThrottle.Bucket], now: Int64) throws {
        // In the order in which ``reserve(_:now:)-([SignInThrottle.Bucket],_)`` locks them, against deadlocks.
        let forgotten = attempt.identifierAndAddress
        for bucket in (drawn.filter { $0 != forgotten } + [forgotten]).inLockingOrder {
            if bucket == forgotten {
                try transaction.execute("DELETE FROM sign_in_throttles WHERE key = \(bucket.key)")
            } else {
                try restore([bucket])
            }
        }
        guard let familiar = attempt.familiar else { return }
        // Once a day is exact enough and spares a write.
        try transaction.execute(
            """
            INSERT INTO familiar_addresses (account, address, seen_at)
            VALUES (\(familiar.account), \(familiar.network), \(now))
            ON CONFLICT (account, address) DO UPDATE SET seen_at = excluded.seen_at
            WHERE familiar_addresses.seen_at < \(now - 86_400_000)
            """
        )
    }

    /// Puts back what an attempt took, when the password was never checked (overload, a failure of ours).
    ///
    /// - Parameter drawn: What ``reserve(_:now:)-(SignInThrottle.Attempt,_)`` returned.
    /// - Throws: What the database throws.
    func restore(_ drawn: [SignInThrottle.Bucket]) throws {
        for bucket in drawn.inLockingOrder {
            let interval = bucket.rule.intervalMilliseconds
            try transaction.execute(
                "UPDATE sign_in_throttles SET full_at = full_at - \(interval) WHERE key = \(bucket.key)"
            )
        }
    }

    /// Deletes buckets that are full again, which say the same as no row.
    ///
    /// - Parameters:
    ///   - now: Milliseconds since 1970.
    ///   - limit: At most so many, so that the transaction stays short.
    /// - Returns: How many were deleted; `limit` when there may be more.
    /// - Throws: What the database throws.
    @discardableResult
    func removeFull(before now: Int64, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM sign_in_throttles WHERE full_at <= \(now) AND key IN (
                SELECT key FROM sign_in_throttles WHERE full_at <= \(now) ORDER BY full_at LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }

    /// Since when the bucket has been full that has been so for the longest time; nil when none is.
    func oldestFull(at now: Timestamp) throws -> Timestamp? {
        try transaction.row(
            "SELECT full_at FROM sign_in_throttles WHERE full_at <= \(now.milliseconds) ORDER BY full_at LIMIT 1"
        )
        .map { Timestamp(milliseconds: try $0.integer("full_at")) }
    }

    /// Deletes familiar networks that weren't used for too long.
    ///
    /// - Parameters:
    ///   - time: Milliseconds since 1970: now less the time of familiarity.
    ///   - limit: At most so many.
    /// - Returns: How many were deleted; `limit` when there may be more.
    /// - Throws: What the database throws.
    @discardableResult
    func removeFamiliarAddresses(before time: Int64, limit: Int) throws -> Int {
        // Each account's key is in the inner result, so two accounts with one network don't get mixed up.
        try transaction.execute(
            """
            DELETE FROM familiar_addresses WHERE seen_at <= \(time) AND (account, address) IN (
                SELECT account, address FROM familiar_addresses WHERE seen_at <= \(time) ORDER BY seen_at LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }

    /// When the familiar network was last used that was not used for the longest time, if that was before `moment`.
    func oldestFamiliarAddress(before moment: Timestamp) throws -> Timestamp? {
        try transaction.row(
            "SELECT seen_at FROM familiar_addresses WHERE seen_at <= \(moment.milliseconds) ORDER BY seen_at LIMIT 1"
        ).map { Timestamp(milliseconds: try $0.integer("seen_at")) }
    }

    /// Forgets every network that an identifier was used from: for a deleted account or a changed identifier.
    func forgetFamiliarAddresses(of attempt: SignInThrottle.Attempt) throws {
        guard let familiar = attempt.familiar else { return }
        try transaction.execute("DELETE FROM familiar_addresses WHERE account = \(familiar.account)")
    }

    /// The network's own bucket, the identifier's on this network, and unless the network is familiar that of all strangers.
    ///
    /// Newcomers have another than strangers who are known. Within a session it is always three.
    private func buckets(of attempt: SignInThrottle.Attempt, now: Int64) throws -> [SignInThrottle.Bucket] {
        let always = [attempt.address, attempt.identifierAndAddress]
        guard let familiar = attempt.familiar else { return always + [attempt.identifier] }
        let isFamiliar = try transaction.exists(
            """
            SELECT 1 AS familiar FROM familiar_addresses WHERE account = \(familiar.account)
            AND address = \(familiar.network) AND seen_at > \(now - familiar.lifetime)
            """
        )
        if isFamiliar { return always }
        guard let newcomer = attempt.newcomer else { return always + [attempt.identifier] }
        let isMarked = try transaction.exists(
            "SELECT 1 AS marked FROM sign_in_throttles WHERE key = \(newcomer.mark.key) AND full_at > \(now)"
        )
        return always + [isMarked ? attempt.identifier : newcomer.bucket]
    }
}

extension [SignInThrottle.Bucket] {
    /// The one order in which rows are locked.
    fileprivate var inLockingOrder: [SignInThrottle.Bucket] {
        sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
}

extension Transaction {
    /// The tables of the throttle.
    var throttles: ThrottleTable { ThrottleTable(transaction: self) }
}
