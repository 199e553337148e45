import Logging
import Persistence
import PersistenceSQLite
import Synchronization
import TesseraJOSE
import Testing

@testable import Identity

@Suite("Telling of a revoked key") struct RevokedKeyTests {
    @Test("listeners hear of it even while nothing can be written, and the key is published no more")
    func stalledDisk() async throws {
        let file = try SQLiteDatabaseFile()
        defer { file.remove() }
        let command = try await TestWorld(database: file.open())
        let server = ReadOnlyAtTimes(base: try file.open())
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

        server.refusesWrites.withLock { $0 = true }
        _ = try await command.identity.signingKeys.revoke(key.id, reason: "lost", by: .command)
        try await command.database.write { _ = try $0.execute("DELETE FROM signing_keys WHERE revoked_at IS NULL") }
        await #expect(throws: PersistenceError.self) { try await identity.status.catchUp() }
        #expect(await subscription.events(1).map(\.change) == [.keyRevoked(key.id)])
        #expect(!identity.signingKeys.publicKeys.keys.contains { $0.keyID == key.id })

        // And as soon as it can be written, there is a successor.
        server.refusesWrites.withLock { $0 = false }
        try await identity.maintain()
        #expect(!identity.signingKeys.publicKeys.keys.isEmpty)
        await identity.shutdown()
        try await server.close()
        await command.shutdown()
    }
}

/// A database whose disk is full while it is told so.
private final class ReadOnlyAtTimes: Database {
    let base: SQLiteDatabase
    let refusesWrites = Mutex(false)

    init(base: SQLiteDatabase) {
        self.base = base
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await base.read(body)
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        if refusesWrites.withLock({ $0 }) { throw PersistenceError(.diskFull, message: "the disk is full") }
        return try await base.write(isolation: isolation, body)
    }

    func close() async throws {
        try await base.close()
    }
}
