import TesseraOAuth
import Testing

@testable import Identity

@Suite("Sessions that are bound to a key")
struct BoundSessionTests {
    private func session() throws -> Session {
        try .family(
            generation: 5,
            rotatedAt: Timestamp(seconds: 1000),
            steps: StepHistory(nil),
            idleExpiresAt: Timestamp(seconds: 2000),
            expiresAt: Timestamp(seconds: 3000),
            lastAddress: "a",
            lastUserAgent: nil,
            keyThumbprint: "mine"
        )
    }

    private func verdict(_ presented: Int64, _ proof: KeyProof, at seconds: Int64 = 1500) throws -> RefreshRule.Verdict
    {
        try RefreshRule(graceWindow: .seconds(10), accessTokenLifetime: .seconds(300), policy: .grace).verdict(
            on: session(),
            presented: presented,
            attempts: .none,
            proof: proof,
            from: RequestSource(address: "a", userAgent: nil),
            at: Timestamp(seconds: seconds)
        )
    }

    @Test(
        "whatever the generation, without the key's proof nothing is decided about it",
        arguments: [1, 4, 5, 9] as [Int64]
    )
    func unproven(presented: Int64) throws {
        for proof in [KeyProof.absent, .key("other"), .key(""), .refused, .undecided] {
            #expect(try verdict(presented, proof) == .unproven)
            #expect(try verdict(presented, proof, at: 1005) == .unproven)
        }
    }

    @Test("with it the rules are those of every session, but that the successor is given again while it is unused")
    func proven() throws {
        for moment in [1005, 1011, 1301, 1999] as [Int64] {
            #expect(try verdict(4, .key("mine"), at: moment) == .repeated)
        }
        #expect(try verdict(6, .key("mine")) == .aheadOfDatabase)
        guard case .reused = try verdict(3, .key("mine")) else {
            Issue.record("an old token is reuse")
            return
        }
    }

    @Test("a lifetime that ran out is told to whoever holds the token")
    func expired() throws {
        guard case .expired = try verdict(5, .absent, at: 2000) else {
            Issue.record("it has expired")
            return
        }
    }

    @Test("a refresh without the proof writes no rotation, and with it one statement does all")
    func statements() async throws {
        let world = try await TestWorld()
        try await world.register("ada")
        let tokens = try await world.identity.signIn.withPassword(
            identifier: "ada",
            password: TestWorld.password,
            options: SignInOptions(keyThumbprint: "mine"),
            from: TestWorld.home
        )
        #expect(tokens.type == .dpop)
        let sessions = world.identity.sessions
        for proof in [KeyProof.absent, .key("other"), .refused, .undecided] {
            let outcome = try await sessions.refresh(
                tokens.refreshToken,
                attempt: "a",
                proof: proof,
                from: TestWorld.home
            )
            guard case .unproven = outcome else {
                Issue.record("refreshed by \(proof)")
                continue
            }
        }
        let before = try #require(try await sessions.sessions(of: tokens.accountID).first)
        #expect(before.generation == 0 && before.end == nil && before.keyThumbprint == "mine")
        let rotated = try await sessions.refresh(
            tokens.refreshToken,
            attempt: "a",
            proof: .key("mine"),
            from: TestWorld.home
        ).rotated
        #expect(try #require(rotated).type == .dpop)
        #expect(try await sessions.inspect(refreshToken: tokens.refreshToken) != nil)
    }

    @Test("an unbound session takes any proof for none")
    func unbound() async throws {
        let world = try await TestWorld()
        try await world.register("ada")
        let sessions = world.identity.sessions
        var tokens = try await world.signIn("ada")
        for proof in [KeyProof.absent, .key("any"), .refused, .undecided] {
            let outcome = try await sessions.refresh(
                tokens.refreshToken,
                attempt: "\(proof)",
                proof: proof,
                from: TestWorld.home
            )
            tokens = try #require(outcome.rotated)
            #expect(tokens.type == .bearer)
        }
    }

    @Test("the proof is asked for once, and only for a token of this server")
    func genuine() async throws {
        let world = try await TestWorld()
        try await world.register("ada")
        let tokens = try await world.signIn("ada")
        var asked = 0
        func proof() -> KeyProof {
            asked += 1
            return .absent
        }
        let sessions = world.identity.sessions
        for text in [tokens.refreshToken + "A", "", "tsr_AAAA"] {
            let outcome = try await sessions.refresh(text, attempt: nil, proof: proof(), from: TestWorld.home)
            #expect(outcome.cause == "malformed_token" && asked == 0)
        }
        let outcome = try await sessions.refresh(
            tokens.refreshToken,
            attempt: nil,
            proof: proof(),
            from: TestWorld.home
        )
        #expect(outcome.rotated != nil && asked == 1)
        await world.shutdown()
    }
}
