import Logging
import Persistence
import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("What other nodes announce") struct AnnouncementTests {
    @Test("an announced revocation counts at once, without a poll")
    func revocation() async throws {
        try await twoNodes { other, node, announce in
            try await other.register()
            let tokens = try await other.signIn()
            try await node.status.catchUp()
            let reference = try Self.reference(other.claims(tokens.accessToken))
            #expect(node.status.isRevoked(reference) == false)

            _ = try await other.identity.sessions.signOut(refreshToken: tokens.refreshToken, from: TestWorld.home)
            #expect(node.status.isRevoked(reference) == false)
            await announce([.revocations])
            #expect(node.status.isRevoked(reference) == true)
        }
    }

    @Test("an announced signing key is published at once, without a poll")
    func signingKey() async throws {
        try await twoNodes { other, node, announce in
            let key = try await other.identity.signingKeys.rotate(by: .command)
            #expect(!node.signingKeys.publicKeys.keys.contains { $0.keyID == key.id })
            await announce([.signingKeys])
            #expect(node.signingKeys.publicKeys.keys.contains { $0.keyID == key.id })
        }
    }

    @Test("an announced change of a client counts at once, although the client is remembered")
    func client() async throws {
        try await twoNodes { other, node, announce in
            let issued = try await other.identity.clients.create(ClientRegistration(id: "billing"), by: .command)
            let credentials = ClientCredentials(id: "billing", secret: issued.secret.text)
            func isBelieved() async throws -> Bool {
                let outcome = try await node.clients.authenticate(credentials, from: TestWorld.home)
                return if case .authenticated = outcome { true } else { false }
            }
            #expect(try await isBelieved())

            _ = try await other.identity.clients.disable("billing", by: .command)
            #expect(try await isBelieved())
            await announce([.clients])
            #expect(try await !isBelieved())
        }
    }

    @Test(
        "a key that another node made a moment ago is found when a token names it, and made-up names cost few readings"
    )
    func unknownKey() async throws {
        try await twoNodes { other, node, _ in
            let key = try await other.identity.signingKeys.rotate(immediately: true, by: .command)
            #expect(try await node.signingKeys.find(key.id))

            let next = try await other.identity.signingKeys.rotate(immediately: true, by: .command)
            #expect(try await !node.signingKeys.find("made up"))
            #expect(try await !node.signingKeys.find(next.id))
            other.clock.advance(by: .milliseconds(250))
            #expect(try await node.signingKeys.find(next.id))
        }
    }

    /// Runs a test on two nodes over one database: the first is told nothing, the second what the test announces.
    private func twoNodes(
        _ body: (TestWorld, IdentitySystem, @escaping @Sendable ([Announcement]) async -> Void) async throws -> Void
    ) async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let other = try await TestWorld(database: file.open())
        let database = AnnouncingDatabase(base: try await file.open())
        let node = try await IdentitySystem(
            database: database,
            masterSecret: other.secret,
            configuration: other.identity.configuration,
            time: other.clock.source,
            random: other.random.source,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        try await body(other, node) { announcements in
            database.waiting.withLock { $0 = announcements }
            await node.followAnnouncements()
        }
        await node.shutdown()
        try await database.close()
        await other.shutdown()
    }

    private static func reference(_ claims: JSONObject) throws -> StatusReference {
        let list = try #require(claims["status"]?["status_list"])
        return StatusReference(
            uri: try #require(list["uri"]?.string),
            index: try #require(list["idx"]?.integer.flatMap { Int(exactly: $0) })
        )
    }
}

/// A database whose announcements are those of the test.
private final class AnnouncingDatabase: Database {
    let base: any Database
    let waiting = Mutex<[Announcement]>([])

    init(base: any Database) {
        self.base = base
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await base.read(body)
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await base.write(isolation: isolation, body)
    }

    func announcements() -> AsyncStream<Announcement> {
        AsyncStream { continuation in
            for announcement in waiting.withLock({ $0 }) { continuation.yield(announcement) }
            continuation.finish()
        }
    }

    func close() async throws {
        try await base.close()
    }
}
