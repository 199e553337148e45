import Foundation
import Persistence
import PersistenceSQLite
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("The feed of status events") struct StatusFeedTests {
    private func invalid(_ world: TestWorld, _ tokens: IssuedTokens) throws -> StatusEvent.Change {
        .invalid(try world.reference(tokens.accessToken))
    }

    @Test("what another process ends is known after the next look")
    func otherProcess() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let (one, two) = (
            try await TestWorld(clock: clock, database: file.open()),
            try await TestWorld(clock: clock, database: file.open())
        )
        try await one.register()
        let tokens = try await one.signIn()
        let subscription = two.identity.status.subscribe(after: nil)
        _ = try await one.identity.sessions.signOut(refreshToken: tokens.refreshToken, from: TestWorld.home)
        #expect(try two.publishedStatus(tokens.accessToken) == .valid)
        try await two.identity.status.catchUp()
        #expect(try two.publishedStatus(tokens.accessToken) == .invalid)
        #expect(await subscription.events(1).map(\.change) == [try invalid(one, tokens)])
        // And what one clears, the other clears too.
        clock.advance(by: .seconds(100_000))
        try await one.identity.maintain()
        try await two.identity.status.catchUp()
        #expect(try two.publishedStatus(tokens.accessToken) == .valid)
        await one.shutdown()
        await two.shutdown()
    }

    @Test("a restart finds the same bits, however many rows there are")
    func restart() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let world = try await TestWorld(clock: clock, database: file.open())
        let now = clock.moment
        try await world.database.write { transaction in
            try transaction.statusLists.revoke((0..<2500).map { $0 * 97 }, at: now)
            _ = try transaction.execute("UPDATE status_state SET next_position = 250000")
        }
        try await world.identity.status.catchUp()
        let before = try (0..<2).map { try world.publishedList($0) }
        await world.shutdown()
        let again = try await TestWorld(clock: clock, database: file.open())
        #expect(try (0..<2).map { try again.publishedList($0) } == before)
        #expect(
            again.identity.status.isRevoked(
                StatusReference(uri: TestWorld.issuer + "/status/lists/1", index: 2499 * 97 - 131_072)
            ) == true
        )
        #expect(
            again.identity.status.isRevoked(
                StatusReference(uri: TestWorld.issuer + "/status/lists/1", index: 2499 * 97 - 131_071)
            ) == false
        )
        await again.shutdown()
    }

    @Test("a subscriber gets every event once and in order, whoever looks at the same time")
    func everyEventOnce() async throws {
        let world = try await TestWorld()
        let status = world.identity.status
        let subscription = status.subscribe(after: nil)
        let now = world.clock.moment
        try await withThrowingTaskGroup(of: Void.self) { group in
            for position in 0..<40 {
                group.addTask {
                    try await world.database.write { try $0.statusLists.revoke([Int64(position)], at: now) }
                    try await status.catchUp()
                }
            }
            try await group.waitForAll()
        }
        let events = await subscription.events(40)
        #expect(events.map(\.id.sequence) == Array(1...40))
        await world.shutdown()
    }

    @Test("a subscriber that was away is told what it missed, and a new one is told to fetch the lists")
    func resume() async throws {
        let world = try await TestWorld()
        try await world.register()
        let status = world.identity.status
        let new = status.subscribe(after: nil)
        #expect(!new.isResumed)
        #expect(new.start == StatusEventID(sequence: 0, moment: Timestamp(milliseconds: 0)))
        let sessions = [try await world.signIn(), try await world.signIn(), try await world.signIn()]
        var ids: [StatusEventID] = []
        for session in sessions {
            _ = try await world.identity.sessions.signOut(refreshToken: session.refreshToken, from: TestWorld.home)
            ids.append(try #require(await new.events(1).first).id)
            world.clock.advance(by: .seconds(1))
        }
        let back = status.subscribe(after: ids[0])
        #expect(back.isResumed && back.start == ids[0])
        #expect(back.missed.map(\.id) == Array(ids[1...]))
        #expect(back.missed.map(\.change) == [try invalid(world, sessions[1]), try invalid(world, sessions[2])])
        #expect(status.subscribe(after: new.start).missed.map(\.id) == ids)
        #expect(status.subscribe(after: ids[2]).isResumed)
        await world.shutdown()
    }

    @Test("more than a thousand missed events are not told again")
    func bounded() async throws {
        let world = try await TestWorld()
        let (status, now) = (world.identity.status, world.clock.moment)
        let start = status.subscribe(after: nil).start
        try await world.database.write { try $0.statusLists.revoke(Array(0..<1000), at: now) }
        try await status.catchUp()
        #expect(status.subscribe(after: start).missed.count == 1000)
        try await world.database.write { try $0.statusLists.revoke([1000], at: now) }
        try await status.catchUp()
        let late = status.subscribe(after: start)
        #expect(!late.isResumed && late.missed.isEmpty && late.start.sequence == 1001)
        await world.shutdown()
    }

    @Test(
        "an event of another history is not resumed from: a database restored from a backup counts the same numbers again"
    )
    func restoredDatabase() async throws {
        let file = try SQLiteDatabaseFile()
        defer { file.remove() }
        let clock = ManualClock()
        let database = try file.open()
        let world = try await TestWorld(clock: clock, database: database)
        let copy = file.directory.appending(path: "copy.sqlite").path
        let backup = clock.moment
        try await world.database.write { try $0.statusLists.revoke([1], at: backup) }
        try await database.backup(to: copy)
        clock.advance(by: .seconds(5))
        let lost = clock.moment
        try await world.database.write { try $0.statusLists.revoke([2, 3], at: lost) }
        try await world.identity.status.catchUp()
        let (first, third) = (
            StatusEventID(sequence: 1, moment: backup), world.identity.status.subscribe(after: nil).start
        )
        #expect(third.sequence == 3)
        await world.shutdown()

        clock.advance(by: .seconds(60))
        let restored = try await TestWorld(clock: clock, database: SQLiteDatabase(path: copy))
        let status = restored.identity.status
        #expect(!status.subscribe(after: third).isResumed)
        let now = clock.moment
        try await restored.database.write { try $0.statusLists.revoke([7, 8, 9, 10], at: now) }
        try await status.catchUp()
        #expect(!status.subscribe(after: third).isResumed)
        #expect(status.subscribe(after: first).missed.count == 4)
        await restored.shutdown()
    }

    @Test("what was cleared can still be resumed from at its end, and not from before")
    func purged() async throws {
        let world = try await TestWorld()
        let (status, now) = (world.identity.status, world.clock.moment)
        try await world.database.write { try $0.statusLists.revoke([1, 2], at: now) }
        world.clock.advance(by: .seconds(100_000))
        try await world.identity.maintain()
        #expect(status.subscribe(after: StatusEventID(sequence: 2, moment: now)).isResumed)
        #expect(!status.subscribe(after: StatusEventID(sequence: 1, moment: now)).isResumed)
        #expect(!status.subscribe(after: StatusEventID(sequence: 0, moment: Timestamp(milliseconds: 0))).isResumed)
        await world.shutdown()
    }

    @Test("a subscriber that does not read is dropped, in bounded memory, and disturbs nobody")
    func slowSubscriber() async throws {
        let world = try await TestWorld()
        let (status, now) = (world.identity.status, world.clock.moment)
        let slow = status.subscribe(after: nil)
        for position in 0..<65 {
            try await world.database.write { try $0.statusLists.revoke([Int64(position)], at: now) }
            try await status.catchUp()
        }
        #expect(status.subscriberCount == 0)
        var received = 0
        for await _ in slow.messages { received += 1 }
        #expect(received == 64)
        await world.shutdown()
    }

    @Test("the end of all subscriptions ends later ones too")
    func stop() async throws {
        let world = try await TestWorld()
        let status = world.identity.status
        let before = status.subscribe(after: nil)
        status.endSubscriptions()
        for await _ in before.messages { Issue.record("a message after the end") }
        for await _ in status.subscribe(after: nil).messages { Issue.record("a message after the end") }
        #expect(status.subscriberCount == 0)
        await world.shutdown()
    }

    @Test("a heartbeat says that all is well, so none is sent while the database does not respond")
    func heartbeat() async throws {
        let world = try await TestWorld()
        let status = world.identity.status
        let subscription = status.subscribe(after: nil)
        status.sendHeartbeat()
        try await world.database.close()
        await #expect(throws: (any Error).self) { try await status.catchUp() }
        status.sendHeartbeat()
        status.endSubscriptions()
        var heartbeats = 0
        for await message in subscription.messages { if case .heartbeat = message { heartbeats += 1 } }
        #expect(heartbeats == 1)
        await world.shutdown()
    }

    @Test("a revoked signing key is told when the key set is without it, and another signs")
    func revokedKey() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let (server, command) = (
            try await TestWorld(clock: clock, database: file.open()),
            try await TestWorld(clock: clock, database: file.open())
        )
        let key = try #require(try await command.identity.signingKeys.list().first)
        let subscription = server.identity.status.subscribe(after: nil)
        _ = try await command.identity.signingKeys.revoke(key.id, reason: "lost", by: .command)
        try await server.identity.status.catchUp()
        #expect(await subscription.events(1).map(\.change) == [.keyRevoked(key.id)])
        #expect(!server.identity.signingKeys.publicKeys.keys.map(\.keyID).contains(key.id))
        #expect(try server.identity.signingKeys.signer().keyID != key.id)
        await server.shutdown()
        await command.shutdown()
    }

    @Test(
        "an event's name has one spelling",
        arguments: [
            "", "1", "1-", "-1", "01-5", "1-05", "+1-5", "1-5-6", "-1-5", "1--5", " 1-5", "9223372036854775808-1",
            "a-b",
        ]
    )
    func malformedName(_ text: String) {
        #expect(StatusEventID(text) == nil)
        #expect(StatusEventID("43-1764000000123")?.sequence == 43)
    }
}
