import Identity

/// What the judge knows of a session.
struct SessionStory {
    /// Which refresh made a step of the family.
    struct Step {
        let from: Int64
        let to: Int64
        let attempt: String?
        let moment: Int64
        let isReplacement: Bool
        let isOlderCopy: Bool
    }

    /// Its name in the trace.
    let label: String
    let account: AccountID?
    let createdAt: Int64
    /// What the disk said last.
    var generation: Int64
    var cause: SessionEndCause?
    var endedAt: Int64?
    /// The commit that ended it.
    var endCommit: Int?
    /// Every step, the oldest first.
    var steps: [Step] = []
    /// The highest generation that somebody was told of.
    var acknowledged: Int64 = -1
    /// The text of each generation's refresh token, as it was told first.
    var texts: [Int64: String] = [:]
    /// The generations that were exchanged for their successor, as answers said.
    var exchanged: Set<Int64> = []
    /// Whether a thief has used a token of it.
    var isTouchedByThief = false
    /// Whether its owner's client sends no attempt ids.
    var isPlain = false
    var lastRefresh: Int64

    /// How many of the last 16 steps were replacements.
    var replacements: Int { steps.suffix(16).count { $0.isReplacement } }

    /// Whether a replacement took the place of this generation.
    func isDead(_ generation: Int64) -> Bool {
        steps.contains { $0.isReplacement && $0.to == generation + 1 }
    }

    /// The steps that these refreshes of the family may make, one after the other.
    ///
    /// Written from the documents, in other words than the engine's.
    func steps(by refreshes: [Refresh], _ plan: Plan) -> [Step] {
        var after = self
        for refresh in refreshes {
            let last = after.steps.last
            let isGood = refresh.generation == after.generation
            let isSecondStep = refresh.attempts.first.map { $0 == last?.attempt } ?? false
            let isReplacement = !isGood && after.mayBeReplaced(by: refresh, plan)
            guard isGood && !isSecondStep || isReplacement else { continue }
            after.steps.append(
                Step(
                    from: refresh.generation,
                    to: after.generation + 1,
                    attempt: refresh.attempts.first,
                    moment: refresh.arrival.moment,
                    isReplacement: isReplacement,
                    isOlderCopy: refresh.arrival.isOlderCopy
                )
            )
            after.generation += 1
        }
        return Array(after.steps.dropFirst(steps.count))
    }

    private func mayBeReplaced(by refresh: Refresh, _ plan: Plan) -> Bool {
        guard let last = steps.last, last.from == refresh.generation, last.attempt == nil, refresh.attempts.isEmpty
        else {
            return false
        }
        let elapsed = refresh.arrival.moment - last.moment
        return elapsed > plan.graceWindow && elapsed <= plan.replacementWindow && replacements < 3
    }

    /// Why a client without attempt ids may have lost this session although nothing was stolen; nil when it may not.
    func excuse(for refreshes: [Refresh], _ plan: Plan) -> String? {
        guard isPlain else { return nil }
        if refreshes.contains(where: \.arrival.isOlderCopy) { return "an older copy of a request arrived" }
        if steps.contains(where: { $0.isReplacement && $0.isOlderCopy }) {
            return "an older copy replaced what it holds"
        }
        guard let last = steps.last, let refresh = refreshes.first(where: { $0.generation == last.from }) else {
            return nil
        }
        if refresh.arrival.moment - last.moment > plan.replacementWindow { return "it asked again too late" }
        return replacements >= 3 ? "it lost four answers of 16 steps" : nil
    }
}

/// A refresh of one family that has reached the server.
struct Refresh {
    let arrival: Arrival
    let generation: Int64
    let attempts: [String]

    /// The refreshes of this session among what arrived.
    static func of(_ session: SessionID, in arrivals: [Arrival]) -> [Refresh] {
        arrivals.compactMap { arrival in
            guard case .refresh(let token, let attempts) = arrival.request.kind, token.session == session else {
                return nil
            }
            return Refresh(arrival: arrival, generation: token.generation, attempts: attempts)
        }
    }
}

/// One row of `sessions`, as the judge reads it.
struct SessionFacts: Sendable {
    let id: SessionID
    let account: AccountID?
    let generation: Int64
    let createdAt: Int64
    let cause: SessionEndCause?
}

/// An access token that the server gave out.
struct IssuedAccess {
    let text: String
    let session: SessionID
    let keyID: String
    let list: String
    let index: Int
    /// Milliseconds since 1970-01-01T00:00:00Z.
    let expiresAt: Int64
}
