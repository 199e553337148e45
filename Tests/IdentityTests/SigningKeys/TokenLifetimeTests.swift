import Logging
import Persistence
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `A key stays published as long as any token that it signed can live` {
    private static let margin = KeySchedule.retirementMargin

    /// How long a key stays published after it has stopped.
    private func stay(_ key: SigningKeyRecord) -> Duration { .milliseconds(key.expiresAt - key.retiresAt) }

    /// A world on a file that other worlds may open, too.
    private func world(
        _ file: TestDatabase,
        _ clock: ManualClock,
        lifetime: Duration?,
        isServer: Bool = true
    ) async throws -> TestWorld {
        try await TestWorld(clock: clock, database: file.open(), isServer: isServer) { configuration in
            if let lifetime { configuration.accessTokenLifetime = lifetime }
        }
    }

    @Test func `a raised lifetime reaches keys that exist before a token lives so long`() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let before = try await world(file, clock, lifetime: .seconds(1))
        try await before.register()
        _ = try await before.identity.signingKeys.rotate(by: .command)
        await before.shutdown()

        let after = try await world(file, clock, lifetime: .seconds(4 * 3600))
        let service = after.identity.signingKeys
        let keys = try await service.list()
        #expect(keys.map(stay) == [.seconds(4 * 3600) + Self.margin, .seconds(4 * 3600) + Self.margin])
        // A token of the old key's last second, until it expires.
        clock.advance(by: .milliseconds(keys[0].retiresAt - clock.moment) - .seconds(1))
        let tokens = try await after.signIn()
        #expect(tokens.expiresIn == 4 * 3600)
        #expect(try service.verificationKeys().verify(tokens.accessToken).keyID == keys[0].id)
        clock.advance(by: .seconds(tokens.expiresIn) + Self.margin)
        try await after.identity.maintain()
        #expect(try service.verificationKeys().verify(tokens.accessToken).keyID == keys[0].id)
        clock.advance(by: .seconds(2))
        try await after.identity.maintain()
        #expect(service.publicKeys.keys.map(\.keyID) == [keys[1].id])
        await after.shutdown()
    }

    @Test(arguments: [false, true])
    func `a rotation by a command with other settings keeps the old key as long`(isPublished: Bool) async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let server = try await world(file, clock, lifetime: .seconds(4 * 3600))
        try await server.register()
        let tokens = try await server.signIn()
        let old = try #require(try await server.identity.signingKeys.list().first)

        let command = try await world(file, clock, lifetime: nil, isServer: false)
        if isPublished { _ = try await command.identity.signingKeys.rotate(by: .command) }
        let successor = try await command.identity.signingKeys.rotate(immediately: true, by: .command)
        await command.shutdown()
        let stopped = try #require(try await server.identity.signingKeys.list().first { $0.id == old.id })
        #expect(stopped.retiresAt == clock.moment && stay(stopped) == .seconds(4 * 3600) + Self.margin)

        try await server.identity.signingKeys.follow()
        let taken = try await server.identity.signingKeys.record(successor.id)
        #expect(stay(taken) == .seconds(4 * 3600) + Self.margin, "the server said so before it signed")
        clock.advance(by: .seconds(4 * 3600 - 1))
        try await server.identity.maintain()
        #expect(try server.identity.signingKeys.verificationKeys().verify(tokens.accessToken).keyID == old.id)
        await server.shutdown()
    }

    @Test func `of servers with different lifetimes the longest counts, in whatever order they start`() async throws {
        let lifetimes: [Duration] = [.seconds(300), .seconds(86_400), .seconds(2 * 3600)]
        for order in [lifetimes, lifetimes.reversed()] {
            let file = try await TestDatabase()
            defer { file.remove() }
            let clock = ManualClock()
            var nodes: [TestWorld] = []
            for lifetime in order { nodes.append(try await world(file, clock, lifetime: lifetime)) }
            for node in nodes { try await node.identity.maintain() }
            let key = try #require(try await nodes[0].identity.signingKeys.list().first)
            #expect(stay(key) == .seconds(86_400) + Self.margin)
            // The node with the shortest tokens rotates.
            let shortest = try #require(order[0] == .seconds(300) ? nodes.first : nodes.last)
            _ = try await shortest.identity.signingKeys.rotate(immediately: true, by: .command)
            let stopped = try await shortest.identity.signingKeys.record(key.id)
            #expect(stopped.expiresAt == clock.moment + .seconds(86_400) + Self.margin)
            for node in nodes { await node.shutdown() }
        }
    }

    @Test func `no token outlives what the database knows of its key`() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let server = try await world(file, clock, lifetime: .seconds(4 * 3600))
        try await server.register()
        let command = try await world(file, clock, lifetime: nil, isServer: false)
        _ = try await command.identity.signingKeys.rotate(immediately: true, by: .command)
        await command.shutdown()
        // The server has the key, and has not told the database yet how long its own tokens live.
        try await server.identity.signingKeys.reload()
        let tokens = try await server.signIn()
        let claims = try server.claims(tokens.accessToken)
        #expect(tokens.expiresIn == 3600 && claims["exp"]?.integer == clock.moment.seconds + 3600)
        try await server.identity.signingKeys.follow()
        #expect(try await server.signIn().expiresIn == 4 * 3600)
        await server.shutdown()
    }

    @Test func `a command says nothing about lifetimes`() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let server = try await world(file, clock, lifetime: nil)
        let keys = try await server.identity.signingKeys.list()
        let command = try await world(file, clock, lifetime: .seconds(86_400), isServer: false)
        try await command.identity.signingKeys.follow()
        #expect(try await command.identity.signingKeys.list() == keys)
        await command.shutdown()
        await server.shutdown()
    }

    @Test func `a key from before is published as long as the longest token that a server could be told to give`()
        async throws
    {
        let database = try await TestDatabase.fresh()
        let index = try #require(
            IdentitySchema.migrations.firstIndex { $0.name == SigningKeySchema.tokenLifetimes.name }
        )
        _ = try await database.migrate(Array(IdentitySchema.migrations[..<index]))
        try await database.write { transaction in
            for (id, revokedAt) in [("living", nil), ("revoked", 1_000)] as [(String, Int64?)] {
                try transaction.execute(
                    """
                    INSERT INTO signing_keys (id, algorithm, public_key, created_at, activates_at, retires_at, expires_at, revoked_at)
                    VALUES (\(id), 'ES256', '{}', 0, 0, 1000, 301000, \(revokedAt))
                    """
                )
            }
        }
        _ = try await database.migrate(IdentitySchema.migrations)
        let rows = try await database.read { try $0.signingKeys.list() }
        let keys = Dictionary(uniqueKeysWithValues: rows.map { ($0.record.id, $0.record) })
        let day = StatusLifetime.longestAccessToken
        #expect(keys["living"].map(stay) == day + Self.margin && keys["living"]?.tokenLifetime == day)
        #expect(keys["revoked"].map(stay) == .seconds(300), "what is revoked counts no more")
        try await database.close()
    }

    @Test(.enabled(if: PostgresForTests.isThere, "\(PostgresForTests.isAbsent)"))
    func `PostgreSQL: the longest counts, and a command's rotation keeps the old key`() async throws {
        try await PostgresForTests.withDatabase { database in
            let clock = ManualClock()
            func open(_ lifetime: Duration, isServer: Bool) async throws -> IdentitySystem {
                var configuration = try IdentityConfiguration(issuer: TestWorld.issuer)
                configuration.accessTokenLifetime = lifetime
                return try await IdentitySystem(
                    database: database,
                    masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
                    configuration: configuration,
                    time: clock.source,
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
                    followsStatus: isServer
                )
            }
            let short = try await open(.seconds(1), isServer: true)
            let long = try await open(.seconds(4 * 3600), isServer: true)
            let old = try #require(try await long.signingKeys.list().first)
            #expect(stay(old) == .seconds(4 * 3600) + Self.margin)
            let command = try await open(.seconds(300), isServer: false)
            _ = try await command.signingKeys.rotate(immediately: true, by: .command)
            #expect(try await stay(command.signingKeys.record(old.id)) == .seconds(4 * 3600) + Self.margin)
            for system in [short, long, command] { await system.shutdown() }
        }
    }
}
