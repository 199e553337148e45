import TesseraTesting
import TestSupport
import Testing

@testable import Identity

/// What a page learns from the browser's cookie, and what it leaves as it is.
@Suite struct RecognitionTests {
    private static let elsewhere = RequestSource(address: "198.51.100.7", userAgent: "Other/1")

    private func signIn(
        _ world: TestWorld,
        scope: String? = nil,
        transport: TokenTransport = .cookie
    ) async throws -> IssuedTokens {
        try await world.identity.signIn.withPassword(
            identifier: "ada",
            password: TestWorld.password,
            options: SignInOptions(scope: scope, transport: transport),
            from: TestWorld.home
        )
    }

    @Test func `the good token is recognised as often as one likes, and stays the good one`() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await signIn(world)
        let sessions = world.identity.sessions
        for _ in 0..<3 {
            let found = try await sessions.recognise(refreshToken: tokens.refreshToken, from: TestWorld.home)
            guard case .living(let session) = found else {
                Issue.record("not recognised")
                continue
            }
            #expect(session.id == tokens.sessionID && session.accountID == account.id && session.generation == 0)
        }
        let rotated = try await sessions.refresh(tokens.refreshToken, attempt: nil, from: TestWorld.home).rotated
        #expect(rotated?.generation == 1)
        await world.shutdown()
    }

    @Test func `a session that is bound to a key is not recognised: its cookie alone is of no use`() async throws {
        let world = try await TestWorld()
        try await world.register()
        let tokens = try await world.identity.signIn.withPassword(
            identifier: "ada",
            password: TestWorld.password,
            options: SignInOptions(transport: .cookie, keyThumbprint: "thumbprint"),
            from: TestWorld.home
        )
        let found = try await world.identity.sessions.recognise(refreshToken: tokens.refreshToken, from: TestWorld.home)
        guard case .unknown = found else {
            Issue.record("recognised: \(found)")
            return await world.shutdown()
        }
        await world.shutdown()
    }

    @Test func `a page counts as use once a minute: last seen, address, idle lifetime`() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await signIn(world)
        func visit() async throws -> Session {
            _ = try await world.identity.sessions.recognise(
                refreshToken: tokens.refreshToken,
                from: Self.elsewhere
            )
            return try #require(await world.session(tokens.sessionID, of: account.id))
        }
        let begun = world.clock.moment
        world.clock.advance(by: .seconds(59))
        var session = try await visit()
        #expect(session.lastSeenAt == begun && session.lastAddress == TestWorld.home.address, "nothing was written")
        world.clock.advance(by: .seconds(1))
        session = try await visit()
        #expect(session.lastSeenAt == world.clock.moment && session.lastAddress == Self.elsewhere.address)
        #expect(session.idleExpiresAt == world.clock.moment + world.identity.configuration.sessionIdleLifetime)
        let written = world.clock.moment
        world.clock.advance(by: .seconds(59))
        session = try await visit()
        #expect(session.lastSeenAt == written)
        await world.shutdown()
    }

    @Test func `no use carries a session beyond its longest lifetime, and a page says which ran out`() async throws {
        let world = try await TestWorld()
        try await world.register()
        let used = try await signIn(world)
        let unused = try await signIn(world)
        let configuration = world.identity.configuration
        let sessions = world.identity.sessions
        let days = configuration.sessionAbsoluteLifetime.wholeSeconds / 86_400
        for _ in 1..<days {
            world.clock.advance(by: .seconds(86_400))
            let found = try await sessions.recognise(refreshToken: used.refreshToken, from: TestWorld.home)
            guard case .living(let session) = found else {
                Issue.record("not recognised")
                continue
            }
            #expect(session.idleExpiresAt <= session.expiresAt)
        }
        world.clock.advance(by: .seconds(86_400))
        #expect(
            try await sessions.recognise(refreshToken: used.refreshToken, from: TestWorld.home)
                == .ended(used.sessionID, .absoluteTimeout)
        )
        #expect(
            try await sessions.recognise(refreshToken: unused.refreshToken, from: TestWorld.home)
                == .ended(unused.sessionID, .idleTimeout)
        )
        await world.shutdown()
    }

    @Test func `a replaced token is recognised within the grace window, and later ends nothing`() async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await signIn(world)
        let sessions = world.identity.sessions
        let second = try #require(
            try await sessions.refresh(first.refreshToken, attempt: "a", from: TestWorld.home).rotated
        )
        world.clock.advance(by: .seconds(10))
        guard case .living = try await sessions.recognise(refreshToken: first.refreshToken, from: TestWorld.home) else {
            Issue.record("a page that raced a refresh was turned away")
            return
        }
        world.clock.advance(by: .seconds(1))
        let late = try await sessions.recognise(refreshToken: first.refreshToken, from: TestWorld.home)
        #expect(late == .unknown)
        #expect(try await sessions.isAlive(first.sessionID))
        #expect(try await sessions.refresh(second.refreshToken, attempt: nil, from: TestWorld.home).rotated != nil)
        await world.shutdown()
    }

    @Test func `only sessions made for the cookie, with the scope of the account, open pages`() async throws {
        let world = try await TestWorld()
        try await world.register()
        let sessions = world.identity.sessions
        for tokens in [
            try await signIn(world, transport: .body), try await signIn(world, scope: "notes:read"),
        ] {
            #expect(
                try await sessions.recognise(refreshToken: tokens.refreshToken, from: TestWorld.home) == .unknown
            )
        }
        for text in ["", "tsr_", "tsr_AAAA", "x", String(try await signIn(world).refreshToken.dropLast())] {
            #expect(try await sessions.recognise(refreshToken: text, from: TestWorld.home) == .unknown)
        }
        await world.shutdown()
    }

    @Test(arguments: SessionEndCause.allCases.filter { $0 != .accountDeleted && $0 != .refreshTokenReuse })
    func `a page learns how the session ended`(cause: SessionEndCause) async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await signIn(world)
        let sessions = world.identity.sessions
        _ = try await sessions.signOutEverywhere(account.id, cause: cause, by: .system)
        #expect(
            try await sessions.recognise(refreshToken: tokens.refreshToken, from: TestWorld.home)
                == .ended(tokens.sessionID, cause)
        )
        await world.shutdown()
    }

    @Test func `a page learns that the account was deleted`() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await signIn(world)
        try await world.identity.accounts.delete(account.id, password: TestWorld.password, from: TestWorld.home)
        #expect(
            try await world.identity.sessions.recognise(refreshToken: tokens.refreshToken, from: TestWorld.home)
                == .ended(tokens.sessionID, .accountDeleted)
        )
        await world.shutdown()
    }
}
