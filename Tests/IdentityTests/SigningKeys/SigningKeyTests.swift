import Persistence
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Signing keys") struct SigningKeyTests {
    private let day = Duration.seconds(86_400)

    @Test("the first start makes a key that signs at once, and later starts keep it")
    func firstStart() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let world = try await TestWorld(database: file.open())
        let keys = try await world.identity.signingKeys.list()
        #expect(keys.count == 1)
        #expect(keys.first?.state(at: world.clock.moment) == .signing)
        await world.shutdown()
        let again = try await TestWorld(database: file.open())
        #expect(try await again.identity.signingKeys.list() == keys)
        await again.shutdown()
    }

    @Test("a successor is published before it signs, and the old key stays until its last token has expired")
    func rotation() async throws {
        let world = try await TestWorld {
            $0.sessionIdleLifetime = .seconds(86_400)
        }
        let service = world.identity.signingKeys
        let first = try #require(try await service.list().first)
        try await world.register()

        world.clock.advance(by: day * 29)
        try await world.identity.maintain()
        let both = try await service.list()
        #expect(both.map { $0.state(at: world.clock.moment) } == [.signing, .published])
        #expect(service.publicKeys.keys.count == 2)
        let old = try await world.signIn()
        #expect(try service.verificationKeys().verify(old.accessToken).keyID == first.id)

        world.clock.advance(by: day - .seconds(1))
        let last = try await world.signIn()
        #expect(try service.verificationKeys().verify(last.accessToken).keyID == first.id)
        world.clock.advance(by: .seconds(1))
        let new = try await world.signIn()
        #expect(try service.verificationKeys().verify(new.accessToken).keyID == both[1].id)
        // The token that was signed in the last second is good for its whole life.
        try await world.identity.maintain()
        #expect(try service.verificationKeys().verify(last.accessToken).keyID == first.id)
        // Nor is a status list refused that the key signed in that second: it lives for an hour.
        world.clock.advance(by: .seconds(3600))
        try await world.identity.maintain()
        #expect(service.publicKeys.keys.count == 2)
        world.clock.advance(by: .seconds(301))
        try await world.identity.maintain()
        #expect(service.publicKeys.keys.map(\.keyID) == [both[1].id])
        await world.shutdown()
    }

    @Test("no key is made twice, however often and from however many nodes maintenance runs")
    func singleSuccessor() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let one = try await TestWorld(clock: clock, database: file.open())
        let two = try await TestWorld(clock: clock, database: file.open())
        clock.advance(by: day * 29)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for world in [one, two, one, two] { group.addTask { try await world.identity.maintain() } }
            try await group.waitForAll()
        }
        #expect(try await one.identity.signingKeys.list().count == 2)
        await one.shutdown()
        await two.shutdown()
    }

    @Test("a server that was off for months signs at once when it is back")
    func longSleep() async throws {
        let world = try await TestWorld()
        try await world.register()
        world.clock.advance(by: day * 200)
        try await world.identity.maintain()
        _ = try world.claims(try await world.signIn().accessToken)
        await world.shutdown()
    }

    @Test("revoking the signing key stops everything that it signed and makes a new one at once; sessions go on")
    func revocation() async throws {
        let world = try await TestWorld()
        try await world.register()
        let before = try await world.signIn()
        let service = world.identity.signingKeys
        let first = try #require(try await service.list().first)
        let revoked = try await service.revoke(first.id, reason: "leaked", by: .command)
        #expect(revoked.revokedAt == world.clock.moment)
        #expect(throws: JOSEError.self) { try service.verificationKeys().verify(before.accessToken) }
        #expect(!service.publicKeys.keys.contains { $0.keyID == first.id })
        let after = try #require(
            try await world.identity.sessions.refresh(before.refreshToken, attempt: nil, from: TestWorld.home).rotated
        )
        _ = try world.claims(after.accessToken)
        #expect(try await refusal { try await service.revoke(first.id, reason: "again", by: .command) } == .conflict)
        #expect(
            try await refusal { try await service.revoke("nothing", reason: "", by: .command) } == .signingKeyNotFound
        )
        await world.shutdown()
    }

    @Test("a rotation by hand publishes first; asked again it says when; at once means at once")
    func manualRotation() async throws {
        let world = try await TestWorld()
        let service = world.identity.signingKeys
        let successor = try await service.rotate(by: .command)
        #expect(successor.state(at: world.clock.moment) == .published)
        #expect(successor.activatesAt == world.clock.moment + day)
        #expect(try await refusal { try await service.rotate(by: .command) } == .conflict)
        let forward = try await service.rotate(immediately: true, by: .command)
        #expect(forward.id == successor.id)
        #expect(forward.state(at: world.clock.moment) == .signing)
        #expect(try service.signer().keyID == successor.id)
        await world.shutdown()
    }

    @Test("another algorithm is introduced like any successor")
    func newAlgorithm() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let old = try await TestWorld(clock: clock, database: file.open())
        await old.shutdown()
        let new = try await TestWorld(clock: clock, database: file.open()) { $0.signingAlgorithm = .eddsa }
        #expect(try await new.identity.signingKeys.list().map(\.algorithm) == [.es256], "looking changes nothing")
        try await new.identity.maintain()
        #expect(try await new.identity.signingKeys.list().map(\.algorithm) == [.es256, .eddsa])
        #expect(try new.identity.signingKeys.signer().algorithm == .es256)
        clock.advance(by: day)
        #expect(try new.identity.signingKeys.signer().algorithm == .eddsa)
        await new.shutdown()
    }

    @Test("a change that another process makes is seen after a reload")
    func reload() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let server = try await TestWorld(clock: clock, database: file.open())
        let command = try await TestWorld(clock: clock, database: file.open())
        let version = server.identity.signingKeys.version
        _ = try await command.identity.signingKeys.rotate(immediately: true, by: .command)
        try await server.identity.signingKeys.reload()
        #expect(server.identity.signingKeys.version != version)
        #expect(try server.identity.signingKeys.signer().keyID == command.identity.signingKeys.signer().keyID)
        await server.shutdown()
        await command.shutdown()
    }

    @Test("the database holds no private key in the clear, and none at all of a key that signs no more")
    func wrapping() async throws {
        let world = try await TestWorld()
        let signer = try world.identity.signingKeys.signer()
        let secret = try #require(signer.jsonWebKey.json(includingPrivateKey: true)["d"]?.string)
        let row = try #require(try await world.database.read { try $0.signingKeys.list().first })
        let wrapped = try #require(row.wrappedPrivateKey)
        #expect(!String(decoding: wrapped, as: UTF8.self).contains(secret))
        #expect(!row.publicKey.contains(secret))
        _ = try await world.identity.signingKeys.rotate(immediately: true, by: .command)
        world.clock.advance(by: .seconds(1))
        try await world.identity.maintain()
        let retired = try await world.database.read { try $0.signingKeys.list().first { $0.record.id == signer.keyID } }
        #expect(retired != nil && retired?.wrappedPrivateKey == nil)
        await world.shutdown()
    }
}
