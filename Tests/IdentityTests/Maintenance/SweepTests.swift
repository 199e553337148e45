import Persistence
import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `What is swept` {
    @Test func `an ended session goes after its retention and not before, and a living one never`() async throws {
        let world = try await TestWorld { $0.endedSessionRetention = .seconds(3600) }
        try await world.register()
        let (ended, living) = (try await world.signIn(), try await world.signIn())
        _ = try await world.identity.sessions.signOut(refreshToken: ended.refreshToken, from: TestWorld.home)
        world.clock.advance(by: .seconds(3600))
        try await world.identity.maintain()
        #expect(try await world.count("SELECT COUNT(*) AS n FROM sessions") == 2)
        world.clock.advance(by: .milliseconds(1))
        try await world.identity.maintain()
        #expect(try await world.count("SELECT COUNT(*) AS n FROM sessions") == 1)
        #expect(try await world.identity.sessions.isAlive(living.sessionID))
        #expect(world.identity.sweeps[.endedSessions]?.rows == 1)
        await world.shutdown()
    }

    @Test func `a session that has gone is still shown as ended for as long as its tokens might count`() async throws {
        let world = try await TestWorld {
            $0.accessTokenLifetime = .seconds(86_400)
            $0.endedSessionRetention = .seconds(60)
        }
        try await world.register()
        let tokens = try await world.signIn()
        _ = try await world.identity.sessions.signOut(refreshToken: tokens.refreshToken, from: TestWorld.home)
        world.clock.advance(by: .seconds(86_400))
        try await world.identity.maintain()
        #expect(try await world.count("SELECT COUNT(*) AS n FROM sessions") == 0)
        #expect(try world.publishedStatus(tokens.accessToken) == .invalid)
        #expect(try await world.freePositions().isEmpty)
        await world.shutdown()
    }

    @Test func `one row of each kind goes when it is due`() async throws {
        let world = try await TestWorld()
        try await world.addOneOfEach()
        for round in 0..<3 {
            world.clock.advance(by: .seconds(401 * 86_400))
            if round == 0 { try await world.confirmLate() }
            try await world.identity.maintain()
        }
        for kind in SweepKind.allCases where kind != .freePages {
            #expect(world.identity.sweeps[kind]?.rows ?? 0 > 0, "\(kind)")
        }
        for table: SQL in [
            "sessions", "setup_tokens", "sign_in_throttles", "familiar_addresses", "revocations", "verifiers",
            "verifier_servers", "key_confirmations",
        ] {
            #expect(try await world.count("SELECT COUNT(*) AS n FROM \(table)") == 0, "\(table)")
        }
        await world.shutdown()
    }

    @Test
    func `a signing key is remembered for as long as an ended session, and the one that signs is never forgotten`()
        async throws
    {
        let world = try await TestWorld { $0.signingKeyRotationInterval = .seconds(2 * 86_400) }
        let first = try #require(try await world.identity.signingKeys.list().first)
        world.clock.advance(by: .milliseconds(first.expiresAt - world.clock.moment) + .seconds(30 * 86_400))
        try await world.identity.maintain()
        #expect(try await world.identity.signingKeys.list().contains { $0.id == first.id })
        world.clock.advance(by: .milliseconds(1))
        try await world.identity.maintain()
        let left = try await world.identity.signingKeys.list()
        #expect(!left.contains { $0.id == first.id })
        #expect(KeySchedule.signing(left, at: world.clock.moment) != nil)
        await world.shutdown()
    }

    @Test func `lifetimes that ran out are found anywhere in the table, over as many rounds as it takes`() async throws
    {
        let world = try await TestWorld()
        let account = try await world.register()
        let (soon, late) = (world.clock.moment + .seconds(60), world.clock.moment + .seconds(86_400))
        let living = Sweeper.pieceSize * 3
        try await world.addSessions(0..<living, of: account.id, idleExpiresAt: late)
        try await world.addSessions(living..<living + 150, of: account.id, idleExpiresAt: soon)
        world.clock.advance(by: .seconds(60))
        try await world.identity.maintain()
        #expect(world.identity.sweeps[.expiredSessions]?.rows == 150)
        #expect(try await world.freePositions().count == 150)
        #expect(try await world.count("SELECT COUNT(*) AS n FROM sessions WHERE ended_at IS NULL") == Int64(living))
        await world.shutdown()
    }

    @Test func `a failing batch does not stop the others, is told, and is done when it can be`() async throws {
        let world = try await TestWorld()
        try await world.addOneOfEach()
        world.clock.advance(by: .seconds(401 * 86_400))
        let isBroken = Mutex(true)
        let database = ObservedDatabase(world.database) { statement, _ in
            guard isBroken.withLock({ $0 }) else { return }
            let refused = ["DELETE FROM audit_events", "DELETE FROM sign_in_throttles"]
            guard refused.contains(where: { statement.text.hasPrefix($0) }) else { return }
            throw PersistenceError(.inputOutput, message: "the disk hiccups")
        }
        let identity = try await world.identity(on: database)
        await #expect(throws: StorageFailure.self) { try await identity.maintain() }
        #expect(identity.sweeps[.auditEvents]?.failures == 1)
        #expect(identity.sweeps[.throttles]?.failures == 1)
        #expect(identity.sweeps[.auditEvents]?.rows == 0)
        #expect(identity.sweeps[.auditEvents]?.backlog == .seconds(86_400))
        for kind: SweepKind in [.expiredSessions, .endedSessions, .familiarAddresses, .revocations] {
            #expect(identity.sweeps[kind]?.rows ?? 0 > 0, "\(kind)")
        }
        isBroken.withLock { $0 = false }
        try await identity.maintain()
        #expect(identity.sweeps[.auditEvents]?.rows ?? 0 > 0)
        #expect(identity.sweeps[.throttles]?.rows ?? 0 > 0)
        #expect(identity.sweeps[.auditEvents]?.backlog == .zero)
        await identity.shutdown()
        await world.shutdown()
    }

    @Test func `a round in which nothing is due writes nothing but that this node sweeps`() async throws {
        let world = try await TestWorld()
        try await world.register()
        let writes = Mutex<[String]>([])
        let database = ObservedDatabase(world.database) { statement, _ in
            if !statement.text.hasPrefix("SELECT"), !statement.text.hasPrefix("PRAGMA") {
                writes.withLock { $0.append(statement.text) }
            }
        }
        let identity = try await world.identity(on: database)
        writes.withLock { $0 = [] }
        try await identity.maintain()
        #expect(writes.withLock { $0 }.map { $0.prefix(18) } == ["INSERT INTO leases"])
        await identity.shutdown()
        await world.shutdown()
    }
}
