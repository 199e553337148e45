import Persistence
import TesseraJOSE

@testable import Identity

/// Looks at everything that happens, and says when an invariant does not hold.
///
/// It knows more than anybody in the world: what is on the disk, who is a thief, and which end was asked for.
final class Judge: @unchecked Sendable {
    unowned let world: World
    private(set) var violation: Violation?
    var stories: [SessionID: SessionStory] = [:]
    var issued: [String: IssuedAccess] = [:]
    /// What `sessions` came to when it was read last, in one text.
    private var lastMarks = ""
    /// When each signing key was revoked.
    var revokedKeys: [String: Int64] = [:]

    init(_ world: World) {
        self.world = world
    }

    /// Something does not hold; the first finding counts.
    func report(_ invariant: Invariant, _ detail: String) {
        guard violation == nil else { return }
        violation = Violation(invariant: invariant, detail: detail)
        world.note("VIOLATION \(invariant.rawValue): \(detail)")
    }

    /// A session's name in the trace.
    func label(_ id: SessionID?) -> String {
        guard let id else { return "no session" }
        return stories[id]?.label ?? "an unknown session"
    }

    /// A request in words, without any token.
    func words(for kind: Request.Kind) -> String {
        switch kind {
        case .signIn(let account, _, let isCookie):
            "sign-in of \(world.accounts[account].name)\(isCookie ? " (cookie)" : "")"
        case .refresh(let token, let attempts):
            "refresh of \(label(token.session)) g\(token.generation), "
                + (attempts.isEmpty ? "no attempt" : "attempt \(attempts.joined(separator: " after "))")
        case .signOut(let token): "sign-out of \(label(token.session))"
        case .signOutEverywhere(let account): "sign-out everywhere of \(world.accounts[account].name)"
        case .endSession(let id, _): "end of \(label(id))"
        case .changePassword(let account, _, _, let kept):
            "new password of \(world.accounts[account].name), keeping \(label(kept))"
        case .setPassword(let account, _): "password set for \(world.accounts[account].name)"
        case .disable(let account): "disabling of \(world.accounts[account].name)"
        case .enable(let account): "enabling of \(world.accounts[account].name)"
        case .rotateKey: "rotation of the signing key"
        case .revokeKey: "revocation of the signing key"
        case .maintain: "maintenance"
        }
    }

    // MARK: The disk

    /// Compares the disk with what it was before a commit.
    func lookAtDisk(after arrivals: [Arrival]) {
        do {
            let marks = try world.disk.read { try $0.sessionMarks() }
            guard marks != lastMarks || arrivals.contains(where: \.isAboutKeys) else { return }
            lastMarks = marks
            let facts = try world.disk.read { try $0.sessionFacts() }
            let seen = Set(facts.map(\.id))
            for row in facts { compare(row, after: arrivals) }
            for (id, story) in stories where !seen.contains(id) {
                report(.durability, "the row of \(story.label) is gone")
            }
            if arrivals.contains(where: \.isAboutKeys) {
                for key in try world.disk.read({ try $0.revokedKeys() }) where revokedKeys[key] == nil {
                    revokedKeys[key] = world.now
                    world.probe(key: key)
                }
            }
        } catch {
            report(.liveness, "the disk cannot be read: \(error)")
        }
    }

    private func compare(_ row: SessionFacts, after arrivals: [Arrival]) {
        guard var story = stories[row.id] else {
            let label = "s\(stories.count + 1)"
            stories[row.id] = SessionStory(
                label: label,
                account: row.account,
                createdAt: row.createdAt,
                generation: row.generation,
                cause: row.cause,
                lastRefresh: row.createdAt
            )
            return world.note("  \(label) begins")
        }
        if row.generation < story.generation {
            report(.durability, "\(story.label) went back from g\(story.generation) to g\(row.generation)")
        }
        if row.generation > story.generation { step(&story, to: row, after: arrivals) }
        if story.cause != row.cause {
            if let before = story.cause {
                report(
                    .endIsEnd,
                    "\(story.label), ended by \(before.rawValue), is now \(row.cause?.rawValue ?? "alive")"
                )
            }
            if let cause = row.cause { end(&story, row.id, cause, after: arrivals) }
        }
        stories[row.id] = story
    }

    private func step(_ story: inout SessionStory, to row: SessionFacts, after arrivals: [Arrival]) {
        if let cause = story.cause {
            report(.endIsEnd, "\(story.label), ended by \(cause.rawValue), was refreshed to g\(row.generation)")
        }
        let refreshes = Refresh.of(row.id, in: arrivals)
        let count = Int(row.generation - story.generation)
        let steps = story.steps(by: refreshes, world.plan).prefix(count)
        if steps.count < count { unexplained(story, row, refreshes) }
        story.steps += steps
        story.lastRefresh = steps.last?.moment ?? story.lastRefresh
        story.generation = row.generation
        world.note("  \(story.label) is at g\(row.generation) on the disk")
    }

    /// The family is further than these refreshes may have moved it.
    private func unexplained(_ story: SessionStory, _ row: SessionFacts, _ refreshes: [Refresh]) {
        let presented = Set(refreshes.map(\.generation))
        let words =
            "\(story.label) went from g\(story.generation) to g\(row.generation) by refreshes of "
            + presented.sorted().map { "g\($0)" }.joined(separator: ", ")
        if presented.contains(where: story.isDead) {
            report(.thiefCaught, "\(words), of which one is dead")
        } else if story.replacements >= 3, refreshes.contains(where: { $0.generation == story.steps.last?.from }) {
            report(.thiefCaught, "\(words), after three replacements in sixteen steps")
        } else {
            report(.oneSuccessor, words)
        }
    }

    private func end(_ story: inout SessionStory, _ id: SessionID, _ cause: SessionEndCause, after arrivals: [Arrival])
    {
        world.note("  \(story.label) has ended: \(cause.rawValue)")
        story.cause = cause
        story.endedAt = world.now
        story.endCommit = world.server.commits
        if let trouble = objection(to: cause, of: id, story, after: arrivals) {
            report(trouble.invariant, "\(story.label) ended by \(cause.rawValue): \(trouble.why)")
        }
        world.probe(id)
    }

    /// Why a session should not have ended so.
    private func objection(
        to cause: SessionEndCause,
        of id: SessionID,
        _ story: SessionStory,
        after arrivals: [Arrival]
    ) -> (invariant: Invariant, why: String)? {
        switch cause {
        case .refreshTokenReuse:
            let refreshes = Refresh.of(id, in: arrivals)
            guard let oldest = refreshes.map(\.generation).min() else {
                return (.oneFamily, "nobody presented a token of it")
            }
            if let excuse = story.excuse(for: refreshes, world.plan) {
                world.note("  its owner's client sends no attempts, and \(excuse)")
                return nil
            }
            // What the server remembers of a family is bounded: the one case in which it takes a late copy for a thief's.
            let isForgotten = !story.isPlain && story.generation - oldest > Int64(StepHistory.limit)
            return story.isTouchedByThief || isForgotten
                ? nil : (.neverSignedOut, "only its owner ever used its tokens")
        case .idleTimeout:
            let due = story.lastRefresh + world.plan.idleLifetime
            return world.now >= due ? nil : (.neverSignedOut, "it had been used a moment ago")
        case .absoluteTimeout:
            let due = story.createdAt + world.plan.absoluteLifetime
            return world.now >= due ? nil : (.neverSignedOut, "its time had not come")
        default:
            let isAskedFor = arrivals.contains { mayEnd($0.request.kind, id, story) }
            return isAskedFor ? nil : (.oneFamily, "nobody asked for its end")
        }
    }

    private func mayEnd(_ kind: Request.Kind, _ id: SessionID, _ story: SessionStory) -> Bool {
        func isOf(_ account: Int) -> Bool { world.accounts[account].id == story.account }
        return switch kind {
        case .signOut(let token): token.session == id
        case .endSession(let named, _): named == id
        case .signOutEverywhere(let account), .disable(let account), .setPassword(let account, _): isOf(account)
        case .changePassword(let account, _, _, let kept): isOf(account) && kept != id
        default: false
        }
    }
}

extension Transaction {
    fileprivate func revokedKeys() throws -> [String] {
        try rows("SELECT id FROM signing_keys WHERE revoked_at IS NOT NULL ORDER BY revoked_at").map {
            try $0.text("id")
        }
    }

    /// Changes when a session begins, moves or ends.
    fileprivate func sessionMarks() throws -> String {
        let statement: SQL =
            switch dialect {
            case .sqlite:
                """
                SELECT COALESCE(group_concat(hex(id) || generation || COALESCE(end_cause, '')), '') AS marks
                FROM (SELECT id, generation, end_cause FROM sessions ORDER BY id)
                """
            case .postgreSQL:
                """
                SELECT COALESCE(string_agg(encode(id, 'hex') || generation || COALESCE(end_cause, ''), ',' ORDER BY id), '') AS marks
                FROM sessions
                """
            }
        return try row(statement)?.text("marks") ?? ""
    }

    fileprivate func sessionFacts() throws -> [SessionFacts] {
        try rows("SELECT id, generation, end_cause, account_id, created_at FROM sessions ORDER BY id").map { row in
            SessionFacts(
                id: SessionID(unchecked: try row.bytes("id")),
                account: try row.optionalBytes("account_id").map(AccountID.init(unchecked:)),
                generation: try row.integer("generation"),
                createdAt: try row.integer("created_at"),
                cause: try row.optionalText("end_cause").flatMap(SessionEndCause.init(rawValue:))
            )
        }
    }
}

extension Arrival {
    /// Whether it asks for the end of a signing key.
    fileprivate var isAboutKeys: Bool {
        if case .revokeKey = request.kind { true } else { false }
    }
}
