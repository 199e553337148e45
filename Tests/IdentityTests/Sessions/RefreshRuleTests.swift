import Testing

@testable import Identity

@Suite("Refresh rule") struct RefreshRuleTests {
    private static let rotatedAt = Timestamp(seconds: 1000)

    /// How a step was made, in one word: `-` without an attempt, `!` as a replacement, else by that attempt.
    private static func mark(_ word: String) -> [UInt8] {
        switch word {
        case "-": RefreshStepMark.noAttempt.bytes
        case "!": RefreshStepMark.replacement.bytes
        default: AttemptHash(of: Array(word.utf8)).bytes
        }
    }

    /// A family at generation 20 whose last steps were made so, the newest first.
    private func family(_ steps: String, end: SessionEnd? = nil, key: String? = nil) throws -> Session {
        try .family(
            generation: 20,
            rotatedAt: Self.rotatedAt,
            steps: StepHistory(steps.split(separator: " ").flatMap { Self.mark(String($0)) }),
            idleExpiresAt: Timestamp(seconds: 5000),
            expiresAt: Timestamp(seconds: 6000),
            end: end,
            lastAddress: "a",
            lastUserAgent: "u",
            keyThumbprint: key
        )
    }

    private func verdict(
        _ session: Session,
        presented: Int64,
        attempt: String? = nil,
        proof: KeyProof = .absent,
        after milliseconds: Int64,
        lifetime: Duration = .seconds(300),
        policy: RefreshPolicy = .grace
    ) throws -> RefreshRule.Verdict {
        try RefreshRule(graceWindow: .seconds(10), accessTokenLifetime: lifetime, policy: policy).verdict(
            on: session,
            presented: presented,
            attempts: attempt.map { try RefreshAttempts($0) } ?? .none,
            proof: proof,
            from: RequestSource(address: "a", userAgent: "u"),
            at: Self.rotatedAt + .milliseconds(milliseconds)
        )
    }

    private func evidence(_ gap: Int64, _ milliseconds: Int64) -> ReuseEvidence {
        ReuseEvidence(
            generationGap: gap,
            millisecondsSinceRotation: milliseconds,
            addressDiffered: false,
            userAgentDiffered: false
        )
    }

    @Test("the grace window includes its last millisecond and not the next")
    func graceEdge() throws {
        #expect(try verdict(family("a"), presented: 19, after: 10_000) == .repeated)
        #expect(try verdict(family("a"), presented: 19, after: 10_001) == .reused(evidence(1, 10_001)))
        #expect(try verdict(family("-"), presented: 19, after: 10_000) == .repeated)
        #expect(try verdict(family("-"), presented: 19, after: 10_001) == .replaced(evidence(1, 10_001)))
    }

    @Test(
        "the replacement window is the lifetime of access tokens, at most 15 minutes, with its last millisecond",
        arguments: [(60, 60_000), (300, 300_000), (900, 900_000), (901, 900_000), (86_400, 900_000)] as [(Int64, Int64)]
    )
    func replacementEdge(lifetime: Int64, window: Int64) throws {
        let lifetime = Duration.seconds(lifetime)
        let inside = try verdict(family("- a"), presented: 19, after: window, lifetime: lifetime)
        #expect(inside == .replaced(evidence(1, window)))
        let outside = try verdict(family("- a"), presented: 19, after: window + 1, lifetime: lifetime)
        #expect(outside == .reused(evidence(1, window + 1)))
    }

    @Test("a step without attempts, from a row of before there were any marks, may be replaced, too")
    func unmarked() throws {
        #expect(try verdict(family(""), presented: 19, after: 60_000) == .replaced(evidence(1, 60_000)))
    }

    @Test("nothing is replaced where the request or the step has an attempt")
    func attempts() throws {
        #expect(try verdict(family("-"), presented: 19, attempt: "x", after: 60_000) == .reused(evidence(1, 60_000)))
        #expect(try verdict(family("a"), presented: 19, after: 60_000) == .reused(evidence(1, 60_000)))
        #expect(try verdict(family("a"), presented: 19, attempt: "x", after: 60_000) == .reused(evidence(1, 60_000)))
        #expect(try verdict(family("a"), presented: 19, attempt: "a", after: 60_000) == .repeated)
        #expect(try verdict(family("a"), presented: 19, attempt: "x,a", after: 60_000) == .repeated)
    }

    @Test("after replacements the token is the same, and what they replaced is dead, at once and for every policy")
    func dead() throws {
        for (steps, count) in [("! -", 1), ("! ! -", 2), ("! ! ! -", 3)] as [(String, Int64)] {
            let origin = 19 - count
            #expect(try verdict(family(steps), presented: origin, after: 10_000) == .repeated)
            let later = try verdict(family(steps), presented: origin, after: 10_001)
            let found = evidence(count + 1, 10_001)
            #expect(later == (count < 3 ? .replaced(found) : .reused(found)))
            for generation in (origin + 1)..<20 {
                let gap = 20 - generation
                #expect(try verdict(family(steps), presented: generation, after: 0) == .reused(evidence(gap, 0)))
                let strict = try verdict(family(steps), presented: generation, after: 0, policy: .strict)
                #expect(strict == .reused(evidence(gap, 0)))
                let observed = try verdict(family(steps), presented: generation, after: 0, policy: .observe)
                #expect(observed == .observedReuse(evidence(gap, 0)))
            }
        }
    }

    @Test("an older generation than the one that led to the good one is reuse, within the grace window too")
    func older() throws {
        #expect(try verdict(family("! - -"), presented: 17, after: 0) == .reused(evidence(3, 0)))
        #expect(try verdict(family("- -"), presented: 18, after: 0) == .reused(evidence(2, 0)))
    }

    @Test(
        "no attempt makes a dead token good: not the last step's, and not a late copy's",
        arguments: ["b", "x,b", "a"]
    )
    func deadWithAttempt(attempt: String) throws {
        // 18 was replaced by 19, from which attempt b made 20.
        #expect(try verdict(family("b ! - a"), presented: 18, attempt: attempt, after: 0) == .reused(evidence(2, 0)))
    }

    @Test("three replacements in sixteen steps, and no fourth; one that is older counts no more")
    func limit() throws {
        let three = "- - ! - - - ! - - - - - - - -"
        #expect(try verdict(family("\(three) !"), presented: 19, after: 60_000) == .reused(evidence(1, 60_000)))
        #expect(try verdict(family("\(three) - !"), presented: 19, after: 60_000) == .replaced(evidence(1, 60_000)))
    }

    @Test("strict replaces nothing and observe only counts")
    func policies() throws {
        let strict = try verdict(family("-"), presented: 19, after: 1, policy: .strict)
        #expect(strict == .reused(evidence(1, 1)))
        let observe = try verdict(family("-"), presented: 19, after: 60_000, policy: .observe)
        #expect(observe == .observedReuse(evidence(1, 60_000)))
    }

    @Test(
        "a bound session with its proof gets the good token again while it is unused",
        arguments: RefreshPolicy.allCases
    )
    func bound(policy: RefreshPolicy) throws {
        for steps in ["-", "a", "! -"] {
            let origin: Int64 = steps == "! -" ? 18 : 19
            func present(_ generation: Int64, _ proof: KeyProof) throws -> RefreshRule.Verdict {
                let session = try family(steps, key: "mine")
                return try verdict(session, presented: generation, proof: proof, after: 3_000_000, policy: policy)
            }
            #expect(try present(origin, .key("mine")) == .repeated)
            #expect(try present(origin, .key("other")) == .unproven)
            #expect(try present(origin, .absent) == .unproven)
            let older = evidence(20 - origin + 1, 3_000_000)
            let reuse: RefreshRule.Verdict = policy == .observe ? .observedReuse(older) : .reused(older)
            #expect(try present(origin - 1, .key("mine")) == reuse)
        }
    }

    @Test("a clock that went backwards is no reuse")
    func clockBackwards() throws {
        #expect(try verdict(family("a"), presented: 19, after: -500_000) == .repeated)
    }

    @Test("an end that was written down goes before everything else")
    func endFirst() throws {
        let end = SessionEnd(at: Self.rotatedAt, cause: .signedOut, reuse: nil)
        #expect(try verdict(family("a", end: end), presented: 1, after: 9_999_000) == .ended(.signedOut))
        #expect(try verdict(family("a", end: end), presented: 19, attempt: "a", after: 1) == .ended(.signedOut))
        #expect(try verdict(family("-", end: end), presented: 19, after: 60_000) == .ended(.signedOut))
    }

    @Test("a lifetime that has run out goes before repeats, replacements and reuse")
    func expiryBeforeReuse() throws {
        let end = SessionEnd(at: Timestamp(seconds: 5000), cause: .idleTimeout, reuse: nil)
        #expect(try verdict(family("a"), presented: 1, after: 4_000_000) == .expired(end))
        #expect(try verdict(family("- -"), presented: 19, after: 4_000_000, lifetime: .seconds(9000)) == .expired(end))
    }
}
