import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Late and doubled refreshes") struct LateRefreshTests {
    /// A session that has been refreshed by the attempts `a0`, `a1` and so on.
    private func family(_ steps: Int) async throws -> (world: TestWorld, tokens: [IssuedTokens]) {
        let world = try await TestWorld()
        try await world.register()
        var tokens = [try await world.signIn()]
        for step in 0..<steps {
            world.clock.advance(by: .seconds(60))
            tokens.append(try #require(try await refresh(world, tokens[step], "a\(step)").rotated))
        }
        world.clock.advance(by: .seconds(60))
        return (world, tokens)
    }

    private func refresh(
        _ world: TestWorld,
        _ tokens: IssuedTokens,
        _ attempt: String?
    ) async throws -> RefreshOutcome<IssuedTokens> {
        try await world.identity.sessions.refresh(tokens.refreshToken, attempt: attempt, from: TestWorld.home)
    }

    @Test("a late copy of a refresh whose client has moved on gets nothing and ends nothing", arguments: [2, 5, 16])
    func lateCopy(steps: Int) async throws {
        let (world, tokens) = try await family(steps)
        for step in 0..<(steps - 1) {
            guard case .superseded = try await refresh(world, tokens[step], "a\(step)") else {
                Issue.record("the copy of step \(step) was not recognised")
                return
            }
        }
        #expect(try await refresh(world, tokens[steps], "next").rotated != nil)
        await world.shutdown()
    }

    @Test("the server remembers sixteen steps: a copy that is later ends the session")
    func memory() async throws {
        let (world, tokens) = try await family(17)
        #expect(try await refresh(world, tokens[0], "a0").cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test(
        "a replaced token without the attempt that replaced it ends the session",
        arguments: ["other", "other,a0", nil]
    )
    func thief(attempt: String?) async throws {
        let (world, tokens) = try await family(3)
        #expect(try await refresh(world, tokens[1], attempt).cause == "refresh_token_reuse")
        #expect(try await refresh(world, tokens[3], "a3").cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test("an attempt makes one step: with the token that it led to, it gets that token again")
    func oneStep() async throws {
        let (world, tokens) = try await family(2)
        let again = try #require(try await refresh(world, tokens[2], "a1").repeated)
        #expect(again.refreshToken == tokens[2].refreshToken)
        #expect(again.generation == 2)
        let next = try #require(try await refresh(world, tokens[2], "a2").rotated)
        #expect(next.generation == 3)
        await world.shutdown()
    }

    @Test("an old cookie gets the newest token from whoever made it", arguments: ["a2", "a3,a2"])
    func oldCookie(attempts: String) async throws {
        let (world, tokens) = try await family(3)
        for old in 0...2 {
            let newest = try #require(try await refresh(world, tokens[old], attempts).repeated)
            #expect(newest.refreshToken == tokens[3].refreshToken)
        }
        await world.shutdown()
    }

    @Test("a thief who makes a step with the owner's earlier attempt id is not hidden by it")
    func stolenEarlierAttempt() async throws {
        let (world, tokens) = try await family(2)
        // The id that led to this token makes no step, whoever sends it.
        #expect(try await refresh(world, tokens[2], "a1").rotated == nil)
        _ = try #require(try await refresh(world, tokens[2], "a0").rotated)
        world.clock.advance(by: .seconds(60))
        #expect(try await refresh(world, tokens[2], "a2,a1").cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test(
        "more than two attempt ids, an empty one and a long one are refused",
        arguments: [
            "a,b,c", "a,", ",a", ",", "", "a b", "\u{e9}", String(repeating: "a", count: 129),
        ]
    )
    func malformed(attempts: String) async throws {
        let (world, tokens) = try await family(0)
        #expect(try await refusal { try await refresh(world, tokens[0], attempts) } == .invalidRequest)
        await world.shutdown()
    }
}
