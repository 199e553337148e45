import Logging
import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `Storage health` {
    /// The identity rules' database, with its health and what was logged of it.
    private struct Watched {
        let clock = ManualClock()
        let log = LogRecorder()
        let failing: FailingDatabase
        let health: StorageHealth
        let database: WatchedDatabase

        init() async throws {
            failing = FailingDatabase(base: try await TestDatabase.fresh())
            _ = try await failing.migrate(IdentitySchema.migrations)
            health = StorageHealth(database: failing, time: clock.source, logger: log.logger)
            database = WatchedDatabase(base: failing, health: health)
        }

        func write() async throws {
            try await database.write { try $0.execute("DELETE FROM setup_tokens") }
        }

        func read() async throws -> Bool {
            try await database.read { try $0.exists("SELECT 1") }
        }

        func failure(_ work: () async throws -> Void) async -> StorageFailure? {
            do {
                try await work()
                return nil
            } catch {
                return error as? StorageFailure
            }
        }
    }

    @Test(arguments: [
        (PersistenceError.Code.unavailable, StorageFailure.Cause.unavailable), (.closed, .unavailable),
        (.diskFull, .full), (.readOnly, .readOnly), (.busy, .busy), (.inputOutput, .inputOutput),
        (.cannotOpen, .unavailable), (.corrupt, .corrupt), (.fileGone, .gone), (.fileReplaced, .restart),
    ])
    func `each failure of the database has its cause`(
        code: PersistenceError.Code,
        cause: StorageFailure.Cause
    ) async throws {
        let watched = try await Watched()
        watched.failing.failWrites(code)
        let failure = await watched.failure { try await watched.write() }
        #expect(failure == StorageFailure(cause, .write, message: "writes fail as told"))
        #expect(watched.health.failing == [.write: cause])
        #expect(watched.health.failures == [cause: 1])
    }

    @Test func `a read that fails before the first write of a change is without effect`() async throws {
        let watched = try await Watched()
        watched.failing.failReads(.busy)
        for asksForChange in [true, false] {
            let failure = try await StorageWait.ofOneRequest(asksForChange: asksForChange) {
                await watched.failure { _ = try await watched.read() }
            }
            #expect(failure?.cause == .busy && failure?.isWithoutEffect == asksForChange)
        }
        let later = try await StorageWait.ofOneRequest(asksForChange: true) {
            try await watched.write()
            return await watched.failure { _ = try await watched.read() }
        }
        #expect(later?.cause == .busy && later?.isWithoutEffect == false)
        // A write that was refused has changed nothing; one that was done, and whose answer is lost, may have.
        watched.failing.failWrites(.busy)
        let afterRefusal = try await StorageWait.ofOneRequest(asksForChange: true) {
            _ = await watched.failure { try await watched.write() }
            return await watched.failure { _ = try await watched.read() }
        }
        #expect(afterRefusal?.isWithoutEffect == true)
        watched.failing.failWrites(nil)
        watched.failing.loseAnswers(true)
        let afterLoss = try await StorageWait.ofOneRequest(asksForChange: true) {
            let lost = await watched.failure { try await watched.write() }
            #expect(lost?.isOutcomeUnknown == true && lost?.isWithoutEffect == false)
            return await watched.failure { _ = try await watched.read() }
        }
        #expect(afterLoss?.isWithoutEffect == false)
    }

    @Test func `what a statement is to blame for passes as it is, and is no trouble`() async throws {
        let watched = try await Watched()
        await #expect(throws: PersistenceError.self) {
            try await watched.database.write { try $0.execute("INSERT INTO setup_tokens (hash) VALUES (NULL)") }
        }
        // A write inside of a read is a mistake of ours and not of the disk.
        await #expect(throws: PersistenceError.self) {
            try await watched.database.read { _ = try $0.execute("DELETE FROM setup_tokens") }
        }
        #expect(watched.health.failing.isEmpty && watched.log.entries.isEmpty)
    }

    @Test func `trouble is told once for each cause, with what to do, and its end once`() async throws {
        let watched = try await Watched()
        for code in [PersistenceError.Code.diskFull, .diskFull, .busy, .diskFull, .busy] {
            watched.failing.failWrites(code)
            _ = await watched.failure { try await watched.write() }
        }
        let begun = watched.log.entries
        #expect(begun.map(\.message) == Array(repeating: "the database cannot be written", count: 2))
        #expect(begun.allSatisfy { $0.level == .error && $0.metadata["advice"] != nil })
        #expect(begun.map { $0.metadata["database.cause"]?.description } == ["full", "busy"])

        watched.failing.failWrites(nil)
        watched.clock.advance(by: .seconds(61))
        await watched.health.probe()
        await watched.health.probe()
        let ended = watched.log.entries.dropFirst(2)
        #expect(ended.map(\.message) == ["the database can be written again"])
        #expect(ended.first?.level == .notice)
        #expect(ended.first?.metadata["database.failures"]?.description == "5")
        #expect(ended.first?.metadata["database.seconds"]?.description == "61")
        #expect(watched.health.failing.isEmpty)

        watched.failing.failWrites(.diskFull)
        _ = await watched.failure { try await watched.write() }
        #expect(watched.log.entries.count == 4, "the next trouble is told again")
    }

    @Test func `a write that changes nothing ends no trouble, and nor does a probe that fails`() async throws {
        let watched = try await Watched()
        watched.failing.failWrites(.diskFull)
        _ = await watched.failure { try await watched.write() }
        watched.clock.advance(by: .seconds(10))
        await watched.health.probe()
        #expect(watched.health.failing == [.write: .full])
        watched.failing.failWrites(nil)
        try await watched.write()
        #expect(watched.health.failing == [.write: .full])
        watched.clock.advance(by: .seconds(1))
        await watched.health.probe()
        #expect(watched.health.failing.isEmpty)
        #expect(watched.log.entries.count == 2)
    }

    @Test func `a probe that succeeds while others still fail does not end the trouble`() async throws {
        let watched = try await Watched()
        watched.failing.failWrites(.diskFull)
        _ = await watched.failure { try await watched.write() }
        watched.failing.failWrites(nil)
        watched.clock.advance(by: .milliseconds(999))
        await watched.health.probe()
        #expect(watched.health.failing == [.write: .full])
    }

    @Test func `a probe makes the database write, leaves nothing behind, and does nothing while all is well`()
        async throws
    {
        let watched = try await Watched()
        let before = try #require(watched.failing.base.writeCount)
        await watched.health.probe()
        #expect(watched.failing.base.writeCount == before)
        watched.failing.failWrites(.busy)
        _ = await watched.failure { try await watched.write() }
        watched.failing.failWrites(nil)
        watched.clock.advance(by: .seconds(1))
        await watched.health.probe()
        #expect(watched.failing.base.writeCount == before + 1)
        let rows = try await watched.failing.base.read { try $0.rows("SELECT key FROM sign_in_throttles") }
        #expect(rows.isEmpty)
    }

    @Test func `a database that only writes in vain is still read, and told apart from one that cannot be read`()
        async throws
    {
        let watched = try await Watched()
        watched.failing.failWrites(.readOnly)
        _ = await watched.failure { try await watched.write() }
        #expect(try await watched.read())
        #expect(watched.health.failing == [.write: .readOnly])
        watched.failing.failReads(.unavailable)
        let failure = await watched.failure { _ = try await watched.read() }
        #expect(failure?.operation == .read)
        #expect(watched.health.failing == [.write: .readOnly, .read: .unavailable])
        watched.failing.failReads(nil)
        watched.clock.advance(by: .seconds(1))
        await watched.health.probe()
        #expect(watched.health.failing == [.write: .readOnly])
    }

    @Test func `only a write whose commit got no answer has an unknown outcome, and says so before its cause`() {
        for code in [PersistenceError.Code.unavailable, .inputOutput] {
            let known = PersistenceError(code, message: "lost")
            let unknown = PersistenceError(code, message: "lost", isOutcomeUnknown: true)
            #expect(StorageFailure(known, during: .write)?.isOutcomeUnknown == false)
            #expect(StorageFailure(unknown, during: .write)?.publicCause == "outcome_unknown")
            #expect(StorageFailure(unknown, during: .write)?.cause == StorageFailure(known, during: .write)?.cause)
            #expect(StorageFailure(unknown, during: .read)?.isOutcomeUnknown == false)
        }
    }

    @Test func `when clients were last used is kept while it cannot be written down, and later uses count`()
        async throws
    {
        let failing = FailingDatabase(base: try await TestDatabase.fresh())
        let clock = ManualClock()
        let identity = try await IdentitySystem(
            database: failing,
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: IdentityConfiguration(issuer: TestWorld.issuer),
            time: clock.source,
            logger: LogRecorder().logger
        )
        func use(_ issued: IssuedClientSecret) async throws {
            let credentials = ClientCredentials(id: issued.client.id.text, secret: issued.secret.text)
            _ = try await identity.clients.authenticate(credentials, from: TestWorld.home)
        }
        let (one, two) = (
            try await identity.clients.create(ClientRegistration(id: "one"), by: .command),
            try await identity.clients.create(ClientRegistration(id: "two"), by: .command)
        )
        let start = clock.moment
        try await use(one)
        try await use(two)
        failing.failWrites(.diskFull)
        await #expect(throws: StorageFailure.self) { try await identity.clients.maintain() }
        clock.advance(by: .seconds(10))
        try await use(two)
        failing.failWrites(nil)
        try await identity.clients.maintain()
        let uses = try await identity.clients.list().map(\.lastUsedAt)
        #expect(uses == [start, start + .seconds(10)])
        await identity.shutdown()
        try await failing.close()
    }
}
