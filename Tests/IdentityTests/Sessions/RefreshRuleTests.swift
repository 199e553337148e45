import Testing

@testable import Identity

@Suite("Refresh rule") struct RefreshRuleTests {
    private let rule = RefreshRule(graceWindow: .seconds(10), policy: .grace)
    private let rotatedAt = Timestamp(seconds: 1000)

    private func facts(attempt: String? = "a", end: SessionEnd? = nil, key: String? = nil) -> RefreshRule.Facts {
        RefreshRule.Facts(
            generation: 5,
            rotatedAt: rotatedAt,
            attempts: AttemptHistory(attempt.map { AttemptHash(of: Array($0.utf8)).bytes }),
            idleExpiresAt: Timestamp(seconds: 2000),
            expiresAt: Timestamp(seconds: 3000),
            end: end,
            lastAddress: "a",
            lastUserAgent: "u",
            keyThumbprint: key
        )
    }

    private func verdict(
        _ facts: RefreshRule.Facts,
        presented: Int64,
        attempt: String? = nil,
        proof: KeyProof = .absent,
        at seconds: Int64
    ) throws -> RefreshRule.Verdict {
        try rule.verdict(
            on: facts,
            presented: presented,
            attempts: attempt.map { try RefreshAttempts($0) } ?? .none,
            proof: proof,
            from: RequestSource(address: "a", userAgent: "u"),
            at: Timestamp(seconds: seconds)
        )
    }

    @Test("the grace window includes its last millisecond and not the next")
    func graceEdge() throws {
        #expect(try verdict(facts(), presented: 4, at: 1010) == .repeated)
        let evidence = ReuseEvidence(
            generationGap: 1,
            millisecondsSinceRotation: 11_000,
            addressDiffered: false,
            userAgentDiffered: false
        )
        #expect(try verdict(facts(), presented: 4, at: 1011) == .reused(evidence))
    }

    @Test("a clock that went backwards is no reuse")
    func clockBackwards() throws {
        #expect(try verdict(facts(), presented: 4, at: 500) == .repeated)
    }

    @Test("no attempt never equals no attempt")
    func absentAttempts() throws {
        guard case .reused = try verdict(facts(attempt: nil), presented: 4, attempt: nil, at: 1500) else {
            Issue.record("two requests without an attempt id are not the same attempt")
            return
        }
    }

    @Test("an end that was written down goes before everything else")
    func endFirst() throws {
        let end = SessionEnd(at: rotatedAt, cause: .signedOut, reuse: nil)
        #expect(try verdict(facts(end: end), presented: 1, at: 9999) == .ended(.signedOut))
        #expect(try verdict(facts(end: end), presented: 4, attempt: "a", at: 1001) == .ended(.signedOut))
    }

    @Test("a lifetime that has run out goes before repeats and reuse")
    func expiryBeforeReuse() throws {
        #expect(
            try verdict(facts(), presented: 1, at: 2000)
                == .expired(SessionEnd(at: Timestamp(seconds: 2000), cause: .idleTimeout, reuse: nil))
        )
    }
}
