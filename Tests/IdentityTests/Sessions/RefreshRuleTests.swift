import Testing

@testable import Identity

@Suite("Refresh rule") struct RefreshRuleTests {
    private let rule = RefreshRule(graceWindow: .seconds(10), policy: .grace)
    private let rotatedAt = Timestamp(seconds: 1000)

    private func facts(attempt: [UInt8]? = [1], end: SessionEnd? = nil, key: String? = nil) -> RefreshRule.Facts {
        RefreshRule.Facts(
            generation: 5,
            rotatedAt: rotatedAt,
            attempt: attempt,
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
        attempt: [UInt8]? = nil,
        proof: KeyProof = .absent,
        at seconds: Int64
    ) -> RefreshRule.Verdict {
        rule.verdict(
            on: facts,
            presented: presented,
            attempt: attempt,
            proof: proof,
            from: RequestSource(address: "a", userAgent: "u"),
            at: Timestamp(seconds: seconds)
        )
    }

    @Test("the grace window includes its last millisecond and not the next")
    func graceEdge() {
        #expect(verdict(facts(), presented: 4, at: 1010) == .repeated)
        let evidence = ReuseEvidence(
            generationGap: 1,
            millisecondsSinceRotation: 11_000,
            addressDiffered: false,
            userAgentDiffered: false
        )
        #expect(verdict(facts(), presented: 4, at: 1011) == .reused(evidence))
    }

    @Test("a clock that went backwards is no reuse")
    func clockBackwards() {
        #expect(verdict(facts(), presented: 4, at: 500) == .repeated)
    }

    @Test("no attempt never equals no attempt")
    func absentAttempts() {
        guard case .reused = verdict(facts(attempt: nil), presented: 4, attempt: nil, at: 1500) else {
            Issue.record("two requests without an attempt id are not the same attempt")
            return
        }
    }

    @Test("an end that was written down goes before everything else")
    func endFirst() {
        let end = SessionEnd(at: rotatedAt, cause: .signedOut, reuse: nil)
        #expect(verdict(facts(end: end), presented: 1, at: 9999) == .ended(.signedOut))
        #expect(verdict(facts(end: end), presented: 4, attempt: [1], at: 1001) == .ended(.signedOut))
    }

    @Test("a lifetime that has run out goes before repeats and reuse")
    func expiryBeforeReuse() {
        #expect(
            verdict(facts(), presented: 1, at: 2000)
                == .expired(SessionEnd(at: Timestamp(seconds: 2000), cause: .idleTimeout, reuse: nil))
        )
    }
}
