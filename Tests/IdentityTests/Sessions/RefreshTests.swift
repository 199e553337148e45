import Foundation
import Persistence
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Refresh") struct RefreshTests {
    @Test("the good token is rotated: one generation further, a new refresh token, a new access token")
    func rotation() async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        world.clock.advance(by: .seconds(60))
        let second = try #require(
            try await world.identity.sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home).rotated
        )
        #expect(second.generation == first.generation + 1)
        #expect(second.sessionID == first.sessionID)
        #expect(second.refreshToken != first.refreshToken)
        #expect(second.accessToken != first.accessToken)
        #expect(try world.claims(second.accessToken)["iat"]?.integer == world.clock.moment.seconds)
        await world.shutdown()
    }

    @Test("a repeat by the same attempt gets the same successor however late, while the successor is unused")
    func repeatedAttempt() async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        let sessions = world.identity.sessions
        let second = try #require(
            try await sessions.refresh(first.refreshToken, attempt: "a-1", from: TestWorld.home).rotated
        )
        world.clock.advance(by: .seconds(3 * 86_400))
        let again = try #require(
            try await sessions.refresh(first.refreshToken, attempt: "a-1", from: TestWorld.home).repeated
        )
        #expect(again.refreshToken == second.refreshToken)
        #expect(again.generation == second.generation)
        await world.shutdown()
    }

    @Test(
        "tabs that race within the grace window all get the same successor, and the family goes one step",
        arguments: [nil, "other"]
    )
    func grace(attempt: String?) async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        let sessions = world.identity.sessions
        let second = try #require(
            try await sessions.refresh(first.refreshToken, attempt: "mine", from: TestWorld.home).rotated
        )
        world.clock.advance(by: .seconds(10))
        let other = try #require(
            try await sessions.refresh(first.refreshToken, attempt: attempt, from: TestWorld.home).repeated
        )
        #expect(other.refreshToken == second.refreshToken)
        await world.shutdown()
    }

    @Test("a replaced token after the replacement window ends the session, with the evidence, and only this session")
    func reuse() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let (stolen, other) = (try await world.signIn(), try await world.signIn())
        let sessions = world.identity.sessions
        let second = try #require(
            try await sessions.refresh(stolen.refreshToken, attempt: nil, from: TestWorld.home).rotated
        )
        world.clock.advance(by: .milliseconds(300_001))
        #expect(
            try await sessions.refresh(stolen.refreshToken, attempt: nil, from: TestWorld.elsewhere).cause
                == "refresh_token_reuse"
        )
        #expect(
            try await sessions.refresh(second.refreshToken, attempt: nil, from: TestWorld.home).cause
                == "refresh_token_reuse"
        )
        let end = try #require(try await world.session(stolen.sessionID, of: account.id)?.end)
        #expect(end.cause == .refreshTokenReuse)
        #expect(
            end.reuse
                == ReuseEvidence(
                    generationGap: 1,
                    millisecondsSinceRotation: 300_001,
                    addressDiffered: true,
                    userAgentDiffered: true
                )
        )
        #expect(try await sessions.refresh(other.refreshToken, attempt: nil, from: TestWorld.home).rotated != nil)
        let kinds = try await world.identity.audit.events(of: account.id).map(\.kind)
        #expect(kinds.contains(.refreshTokenReused))
        await world.shutdown()
    }

    @Test("a token two generations old ends the session even within the grace window")
    func olderGeneration() async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        let sessions = world.identity.sessions
        let second = try #require(
            try await sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home).rotated
        )
        _ = try #require(try await sessions.refresh(second.refreshToken, attempt: nil, from: TestWorld.home).rotated)
        #expect(
            try await sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home).cause
                == "refresh_token_reuse"
        )
        await world.shutdown()
    }

    @Test("the strict policy has no window, yet the same attempt still gets its answer again")
    func strict() async throws {
        let world = try await TestWorld { $0.refreshPolicy = .strict }
        try await world.register()
        let first = try await world.signIn()
        let sessions = world.identity.sessions
        _ = try #require(try await sessions.refresh(first.refreshToken, attempt: "a", from: TestWorld.home).rotated)
        #expect(try await sessions.refresh(first.refreshToken, attempt: "a", from: TestWorld.home).repeated != nil)
        #expect(
            try await sessions.refresh(first.refreshToken, attempt: "b", from: TestWorld.home).cause
                == "refresh_token_reuse"
        )
        await world.shutdown()
    }

    @Test("the observe policy ends nothing and writes down what would have been reuse")
    func observe() async throws {
        let world = try await TestWorld { $0.refreshPolicy = .observe }
        let account = try await world.register()
        let first = try await world.signIn()
        let sessions = world.identity.sessions
        let second = try #require(
            try await sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home).rotated
        )
        world.clock.advance(by: .seconds(3600))
        let observed = try #require(
            try await sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home).repeated
        )
        #expect(observed.refreshToken == second.refreshToken)
        let kinds = try await world.identity.audit.events(of: account.id).map(\.kind)
        #expect(kinds.contains(.refreshTokenReuseObserved))
        #expect(!kinds.contains(.refreshTokenReused))
        await world.shutdown()
    }

    @Test("N concurrent refreshes of one generation: one increment and one identical successor for all")
    func concurrency() async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        let outcomes = try await withThrowingTaskGroup(of: RefreshOutcome<IssuedTokens>.self) { group in
            for index in 0..<100 {
                group.addTask {
                    try await world.identity.sessions.refresh(
                        first.refreshToken,
                        attempt: "tab-\(index)",
                        from: TestWorld.home
                    )
                }
            }
            var outcomes: [RefreshOutcome<IssuedTokens>] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.compactMap(\.rotated).count == 1)
        #expect(outcomes.compactMap(\.repeated).count == 99)
        let tokens = Set(outcomes.compactMap { ($0.rotated ?? $0.repeated)?.refreshToken })
        #expect(tokens.count == 1)
        let session = try #require(try await world.session(first.sessionID, of: first.accountID))
        #expect(session.generation == 1)
        await world.shutdown()
    }

    @Test("an idle session ends with idle_timeout, a long one with absolute_timeout, and the end is written down")
    func lifetimes() async throws {
        let world = try await TestWorld {
            $0.sessionIdleLifetime = .seconds(1000)
            $0.sessionAbsoluteLifetime = .seconds(2500)
        }
        let account = try await world.register()
        let idle = try await world.signIn()
        var busy = try await world.signIn()
        let sessions = world.identity.sessions
        for _ in 0..<2 {
            world.clock.advance(by: .seconds(999))
            busy = try #require(
                try await sessions.refresh(busy.refreshToken, attempt: nil, from: TestWorld.home).rotated
            )
        }
        #expect(busy.refreshExpiresIn == 502)
        #expect(
            try await sessions.refresh(idle.refreshToken, attempt: nil, from: TestWorld.home).cause == "idle_timeout"
        )
        world.clock.advance(by: .seconds(502))
        #expect(
            try await sessions.refresh(busy.refreshToken, attempt: nil, from: TestWorld.home).cause
                == "absolute_timeout"
        )
        let ends = try await sessions.sessions(of: account.id).map(\.end?.cause)
        #expect(Set(ends) == [.idleTimeout, .absoluteTimeout])
        await world.shutdown()
    }

    @Test(
        "a genuine token newer than the database, as after restoring a backup, goes on instead of signing the user out"
    )
    func restoredBackup() async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        let ahead = world.identity.sessions.codec.text(of: RefreshToken(sessionID: first.sessionID, generation: 41))
        let next = try #require(
            try await world.identity.sessions.refresh(ahead, attempt: nil, from: TestWorld.home).rotated
        )
        #expect(next.generation == 42)
        let event = try await world.identity.audit.events(of: first.accountID).first {
            $0.kind == .sessionAheadOfDatabase
        }
        #expect(event?.detail?["generations"]?.integer == 41)
        // The token of the row before is as dead as any other that was replaced.
        world.clock.advance(by: .seconds(11))
        let cause = try await world.identity.sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home)
            .cause
        #expect(cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test(
        "an attempt id that is no visible ASCII is refused before anything happens",
        arguments: ["", "a b", "ä", String(repeating: "x", count: 129)]
    )
    func malformedAttempt(attempt: String) async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        let code = try await refusal {
            try await world.identity.sessions.refresh(first.refreshToken, attempt: attempt, from: TestWorld.home)
        }
        #expect(code == .invalidRequest)
        #expect(
            try await world.identity.sessions.refresh(first.refreshToken, attempt: "fine", from: TestWorld.home)
                .rotated?.generation == 1
        )
        await world.shutdown()
    }

    @Test("a session outlives a restart of the server, and of its master secret's holder only")
    func restart() async throws {
        let database = try await TestDatabase()
        defer { database.remove() }
        let clock = ManualClock()
        let world = try await TestWorld(clock: clock, database: database.open())
        try await world.register()
        let first = try await world.signIn()
        await world.shutdown()
        let again = try await TestWorld(clock: clock, database: database.open())
        #expect(
            try await again.identity.sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home).rotated
                != nil
        )
        await again.shutdown()
        let foreign = try MasterSecret(bytes: [UInt8](repeating: 8, count: 32))
        let stranger = try await database.open()
        await #expect(throws: MasterSecretError.self) {
            _ = try await TestWorld(clock: clock, database: stranger, secret: foreign)
        }
        try await stranger.close()
    }
}
