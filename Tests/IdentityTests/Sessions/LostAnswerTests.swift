import Logging
import Persistence
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

/// A client of the standard, which sends no attempt ids, and whose answers get lost.
@Suite("Lost answers without attempt ids") struct LostAnswerTests {
    /// A session, and a refresh whose answer was lost.
    private func lost(
        transport: TokenTransport = .body,
        _ configure: (inout IdentityConfiguration) throws -> Void = { _ in }
    ) async throws -> (world: TestWorld, held: IssuedTokens, unseen: IssuedTokens) {
        let world = try await TestWorld(configure)
        try await world.register()
        let held = try await world.identity.signIn.withPassword(
            identifier: "ada",
            password: TestWorld.password,
            options: SignInOptions(transport: transport),
            from: TestWorld.home
        )
        world.clock.advance(by: .seconds(60))
        let unseen = try #require(try await refresh(world, held).rotated)
        return (world, held, unseen)
    }

    private func refresh(
        _ world: TestWorld,
        _ tokens: IssuedTokens,
        _ attempt: String? = nil,
        from source: RequestSource = TestWorld.home
    ) async throws -> RefreshOutcome<IssuedTokens> {
        try await world.identity.sessions.refresh(tokens.refreshToken, attempt: attempt, from: source)
    }

    @Test("a repetition after the grace window gets a new successor, and the audit trail the evidence")
    func replaced() async throws {
        let (world, held, unseen) = try await lost()
        world.clock.advance(by: .seconds(11))
        let next = try #require(try await refresh(world, held, from: TestWorld.elsewhere).replaced)
        #expect(next.generation == 2 && next.sessionID == held.sessionID)
        #expect(next.refreshToken != unseen.refreshToken && next.refreshToken != held.refreshToken)
        #expect(try world.claims(next.accessToken)["iat"]?.integer == world.clock.moment.seconds)
        let event = try #require(
            try await world.identity.audit.events(of: held.accountID).first { $0.kind == .refreshReplaced }
        )
        #expect(event.kind.rawValue == "refresh.replaced")
        #expect(event.sessionID == held.sessionID && event.address == TestWorld.elsewhere.address)
        #expect(event.detail?["generation_gap"] == 1)
        #expect(event.detail?["milliseconds_since_rotation"] == 11_000)
        #expect(event.detail?["address_differed"] == true)
        #expect(event.detail?["user_agent_differed"] == true)
        #expect(try await refresh(world, next).rotated?.generation == 3)
        await world.shutdown()
    }

    @Test(
        "who presents the unseen token ends the session, within the grace window too, whatever attempt is named",
        arguments: [nil, "x"],
        [0, 10, 11, 200] as [Int64]
    )
    func dead(attempt: String?, seconds: Int64) async throws {
        let (world, held, unseen) = try await lost()
        world.clock.advance(by: .seconds(11))
        let next = try #require(try await refresh(world, held).replaced)
        world.clock.advance(by: .seconds(seconds))
        #expect(try await refresh(world, unseen, attempt).cause == "refresh_token_reuse")
        #expect(try await refresh(world, next).cause == "refresh_token_reuse")
        let end = try #require(try await world.session(held.sessionID, of: held.accountID)?.end)
        #expect(end.reuse?.generationGap == 1 && end.reuse?.millisecondsSinceRotation == seconds * 1000)
        await world.shutdown()
    }

    @Test("the dead token stays dead after its family has gone on")
    func deadLater() async throws {
        let (world, held, unseen) = try await lost()
        world.clock.advance(by: .seconds(11))
        var next = try #require(try await refresh(world, held).replaced)
        next = try #require(try await refresh(world, next, "a").rotated)
        // Attempt a made the last step, and gets its answer again with any other token of the family.
        #expect(try await refresh(world, held, "a").repeated?.refreshToken == next.refreshToken)
        #expect(try await refresh(world, unseen, "a").cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test("of a hundred repetitions at once one replaces, and the others get the same successor")
    func atOnce() async throws {
        let (world, held, unseen) = try await lost()
        world.clock.advance(by: .seconds(11))
        let outcomes = try await withThrowingTaskGroup(of: RefreshOutcome<IssuedTokens>.self) { group in
            for _ in 0..<100 { group.addTask { try await refresh(world, held) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.compactMap(\.replaced).count == 1)
        #expect(outcomes.compactMap(\.repeated).count == 99)
        let tokens = Set(outcomes.compactMap { ($0.replaced ?? $0.repeated)?.refreshToken })
        #expect(tokens.count == 1 && !tokens.contains(unseen.refreshToken))
        await world.shutdown()
    }

    @Test("three answers in a row may be lost, and a fourth ends the session")
    func fourth() async throws {
        let (world, held, unseen) = try await lost()
        var dead = [unseen]
        for generation in 2...4 as ClosedRange<Int64> {
            // Each step opens the window again.
            world.clock.advance(by: .seconds(299))
            let next = try #require(try await refresh(world, held).replaced)
            #expect(next.generation == generation)
            dead.append(next)
        }
        #expect(Set(dead.map(\.refreshToken)).count == 4)
        world.clock.advance(by: .seconds(11))
        #expect(try await refresh(world, held).cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test("one answer in five may be lost for ever")
    func forever() async throws {
        let (world, _, unseen) = try await lost()
        var held = unseen
        for round in 0..<12 {
            for _ in 0..<5 {
                world.clock.advance(by: .seconds(240))
                held = try #require(try await refresh(world, held).rotated, "round \(round)")
            }
            _ = try #require(try await refresh(world, held).rotated)
            world.clock.advance(by: .seconds(30))
            held = try #require(try await refresh(world, held).replaced, "round \(round)")
        }
        await world.shutdown()
    }

    @Test("later than the window, with an attempt, and after a step with one, it is reuse as ever")
    func notReplaced() async throws {
        var (world, held, _) = try await lost()
        world.clock.advance(by: .milliseconds(300_001))
        #expect(try await refresh(world, held).cause == "refresh_token_reuse")
        await world.shutdown()

        (world, held, _) = try await lost()
        world.clock.advance(by: .seconds(11))
        #expect(try await refresh(world, held, "mine").cause == "refresh_token_reuse")
        await world.shutdown()

        (world, _, held) = try await lost()
        _ = try #require(try await refresh(world, held, "owner").rotated)
        world.clock.advance(by: .seconds(11))
        #expect(try await refresh(world, held).cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test("the policy strict ends the session, and observe counts, gives the good token again and replaces nothing")
    func policies() async throws {
        var (world, held, unseen) = try await lost { $0.refreshPolicy = .strict }
        #expect(try await refresh(world, held).cause == "refresh_token_reuse")
        await world.shutdown()

        (world, held, unseen) = try await lost { $0.refreshPolicy = .observe }
        world.clock.advance(by: .seconds(11))
        #expect(try await refresh(world, held).repeated?.refreshToken == unseen.refreshToken)
        #expect(try await refresh(world, unseen).rotated?.generation == 2)
        let kinds = try await world.identity.audit.events(of: held.accountID).map(\.kind)
        #expect(kinds.contains(.refreshTokenReuseObserved) && !kinds.contains(.refreshReplaced))
        await world.shutdown()
    }

    @Test("a thief and the owner who use one stolen token: one of them has nothing", arguments: [1, 2])
    func thief(steps: Int) async throws {
        let (world, _, stolen) = try await lost()
        var thief = try #require(try await refresh(world, stolen, from: TestWorld.elsewhere).rotated)
        if steps == 2 {
            // The thief asks again before the owner does: the first loot is dead, and the owner's request kills the second.
            world.clock.advance(by: .seconds(11))
            thief = try #require(try await refresh(world, stolen, from: TestWorld.elsewhere).replaced)
        }
        world.clock.advance(by: .seconds(11))
        let owner = try #require(try await refresh(world, stolen).replaced)
        #expect(owner.refreshToken != thief.refreshToken)
        #expect(try await refresh(world, thief, from: TestWorld.elsewhere).cause == "refresh_token_reuse")
        #expect(try await refresh(world, owner).cause == "refresh_token_reuse")
        await world.shutdown()
    }

    @Test(
        "after a refusal for a silent database the same token is good, whether the refresh was done or not",
        arguments: [true, false]
    )
    func ownRefusal(wasDone: Bool) async throws {
        let failing = FailingDatabase(base: try await TestDatabase.fresh())
        let clock = ManualClock()
        var configuration = try IdentityConfiguration(issuer: TestWorld.issuer)
        configuration.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
        let identity = try await IdentitySystem(
            database: failing,
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: configuration,
            time: clock.source,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        _ = try await identity.accounts.register(
            Registration(userName: "ada", email: nil, password: TestWorld.password),
            from: TestWorld.home
        )
        let held = try await identity.signIn.withPassword(
            identifier: "ada",
            password: TestWorld.password,
            options: SignInOptions(),
            from: TestWorld.home
        )
        func refresh() async throws -> RefreshOutcome<IssuedTokens> {
            try await identity.sessions.refresh(held.refreshToken, attempt: nil, from: TestWorld.home)
        }
        for _ in 0..<3 {
            if wasDone { failing.loseAnswers(true) } else { failing.failWrites(.unavailable) }
            await #expect(throws: StorageFailure.self) { try await refresh() }
            failing.loseAnswers(false)
            failing.failWrites(nil)
            clock.advance(by: .seconds(11))
        }
        let outcome = try await refresh()
        #expect((wasDone ? outcome.replaced : outcome.rotated)?.generation == (wasDone ? 4 : 1))
        await identity.shutdown()
        try await failing.close()
    }

    @Test("a session from before the marks is replaced as any other")
    func oldRow() async throws {
        let (world, held, _) = try await lost()
        try await world.database.write { _ = try $0.execute("UPDATE sessions SET attempts = NULL") }
        world.clock.advance(by: .seconds(60))
        #expect(try await refresh(world, held).replaced?.generation == 2)
        await world.shutdown()
    }

    @Test("pages and introspection know the token while it may be replaced, mint nothing and end nothing")
    func recognised() async throws {
        let (world, held, unseen) = try await lost(transport: .cookie)
        let sessions = world.identity.sessions
        func isKnown(_ tokens: IssuedTokens) async throws -> Bool {
            let page = try await sessions.recognise(refreshToken: tokens.refreshToken, from: TestWorld.home)
            let facts = try await sessions.inspect(refreshToken: tokens.refreshToken)
            if case .living(let session) = page { return session.id == facts?.session.id }
            #expect(facts == nil)
            return false
        }
        for seconds in [0, 11, 289] as [Int64] {
            world.clock.advance(by: .seconds(seconds))
            for tokens in [held, unseen] { #expect(try await isKnown(tokens), "after \(seconds) s more") }
        }
        #expect(try await world.session(held.sessionID, of: held.accountID)?.generation == 1)
        // Looking opened no window again: the last moment of it is this one.
        let next = try #require(try await refresh(world, held).replaced)
        #expect(try await !isKnown(unseen), "it is dead")
        for tokens in [held, next] { #expect(try await isKnown(tokens)) }
        world.clock.advance(by: .milliseconds(300_001))
        #expect(try await !isKnown(held))
        #expect(try await refresh(world, next).rotated != nil)
        await world.shutdown()
    }

    @Test("a page does not know the token later than the grace window if an attempt made the step")
    func recognisedByAttempt() async throws {
        let (world, _, held) = try await lost(transport: .cookie)
        _ = try #require(try await refresh(world, held, "a").rotated)
        world.clock.advance(by: .seconds(11))
        let page = try await world.identity.sessions.recognise(refreshToken: held.refreshToken, from: TestWorld.home)
        #expect(page == .unknown)
        #expect(try await world.identity.sessions.inspect(refreshToken: held.refreshToken) == nil)
        await world.shutdown()
    }

    @Test("a sign-out ends the session by any token of it, and is no reuse", arguments: [0, 1, 2])
    func signOut(which: Int) async throws {
        let (world, held, unseen) = try await lost()
        world.clock.advance(by: .seconds(11))
        let next = try #require(try await refresh(world, held).replaced)
        let token = [held, unseen, next][which].refreshToken
        #expect(try await world.identity.sessions.signOut(refreshToken: token, from: TestWorld.home))
        let end = try #require(try await world.session(held.sessionID, of: held.accountID)?.end)
        #expect(end.cause == .signedOut && end.reuse == nil)
        await world.shutdown()
    }

    @Test(
        "a bound session gets the same successor again, days later and under every policy",
        arguments: RefreshPolicy.allCases
    )
    func bound(policy: RefreshPolicy) async throws {
        let world = try await TestWorld { $0.refreshPolicy = policy }
        try await world.register()
        let sessions = world.identity.sessions
        let held = try await world.identity.signIn.withPassword(
            identifier: "ada",
            password: TestWorld.password,
            options: SignInOptions(keyThumbprint: "mine"),
            from: TestWorld.home
        )
        func refresh(
            _ tokens: IssuedTokens,
            _ proof: KeyProof = .key("mine")
        ) async throws -> RefreshOutcome<IssuedTokens> {
            try await sessions.refresh(tokens.refreshToken, attempt: nil, proof: proof, from: TestWorld.home)
        }
        let unseen = try #require(try await refresh(held).rotated)
        for _ in 0..<5 {
            world.clock.advance(by: .seconds(86_400))
            #expect(try await refresh(held).repeated?.refreshToken == unseen.refreshToken)
        }
        guard case .unproven = try await refresh(held, .key("other")) else {
            Issue.record("another key got an answer")
            return await world.shutdown()
        }
        #expect(try await sessions.inspect(refreshToken: held.refreshToken) != nil)
        #expect(try await refresh(unseen).rotated != nil)
        #expect((try await refresh(held).cause == "refresh_token_reuse") == (policy != .observe))
        await world.shutdown()
    }
}
