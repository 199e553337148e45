import Logging
import Persistence
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Telling of a revoked key") struct RevokedKeyTests {
    @Test("listeners hear of it even while nothing can be written, and the key is published no more")
    func stalledDisk() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let command = try await TestWorld(database: file.open())
        let server = FailingDatabase(base: try await file.open())
        let identity = try await IdentitySystem(
            database: server,
            masterSecret: command.secret,
            configuration: command.identity.configuration,
            time: command.clock.source,
            random: command.random.source,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let key = try #require(try await identity.signingKeys.list().first)
        let subscription = identity.status.subscribe(after: nil)

        server.failWrites(.diskFull)
        _ = try await command.identity.signingKeys.revoke(key.id, reason: "lost", by: .command)
        try await command.database.write { _ = try $0.execute("DELETE FROM signing_keys WHERE revoked_at IS NULL") }
        await #expect(throws: StorageFailure.self) { try await identity.status.catchUp() }
        #expect(await subscription.events(1).map(\.change) == [.keyRevoked(key.id)])
        #expect(!identity.signingKeys.publicKeys.keys.contains { $0.keyID == key.id })

        // And as soon as it can be written, there is a successor.
        server.failWrites(nil)
        try await identity.maintain()
        #expect(!identity.signingKeys.publicKeys.keys.isEmpty)
        await identity.shutdown()
        try await server.close()
        await command.shutdown()
    }
}
