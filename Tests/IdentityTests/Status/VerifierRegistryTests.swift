import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Connected verifiers") struct VerifierRegistryTests {
    /// A world whose first key has been revoked, and the key.
    private func revokedKey(_ world: TestWorld) async throws -> SigningKeyRecord {
        let key = try #require(try await world.identity.signingKeys.list().first)
        return try await world.identity.signingKeys.revoke(key.id, reason: "lost", by: .command)
    }

    private func event(_ world: TestWorld) async throws -> StatusEventID {
        try await world.identity.status.catchUp()
        return world.identity.status.subscribe(after: nil).start
    }

    @Test("a verifier that confirmed, one that has not, one that went away, and one that came later are told apart")
    func states() async throws {
        let world = try await TestWorld()
        let verifiers = world.identity.verifiers
        let one = try await verifiers.connect(name: "one", address: "192.0.2.1")
        _ = try await verifiers.connect(name: nil, address: "192.0.2.2")
        let three = try await verifiers.connect(name: "three", address: "192.0.2.3")
        let key = try await revokedKey(world)
        let event = try await event(world)
        world.clock.advance(by: .milliseconds(120))
        #expect(try await verifiers.confirm(event, on: one))
        try await verifiers.disconnect(three)
        let four = try await verifiers.connect(name: "four", address: "192.0.2.4")
        #expect(try await verifiers.confirm(event, on: four))
        // A repeated and an overtaken confirmation change nothing.
        world.clock.advance(by: .seconds(1))
        #expect(try await verifiers.confirm(event, on: one))
        #expect(try await verifiers.confirm(StatusEventID.none, on: one))

        let found = try await verifiers.confirmations(of: key)
        #expect(found.map(\.name) == ["one", nil, "three", "four"])
        #expect(found.map(\.address) == ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"])
        #expect(found.map(\.state) == [.confirmed, .waiting, .gone, .connectedAfterwards])
        #expect(found.map(\.millisecondsToConfirm) == [120, nil, nil, nil])
        #expect(found[2].disconnectedAt == world.clock.moment - .seconds(1))
        await world.shutdown()
    }

    @Test("a verifier that comes back is the same one, and its late confirmation counts from the revocation")
    func comesBack() async throws {
        let world = try await TestWorld()
        let verifiers = world.identity.verifiers
        let before = try await verifiers.connect(name: "one", address: "192.0.2.1")
        try await verifiers.disconnect(before)
        let key = try await revokedKey(world)
        world.clock.advance(by: .seconds(3))
        let after = try await verifiers.connect(name: "one", address: "192.0.2.1")
        // Another name or address is another verifier.
        _ = try await verifiers.connect(name: "one", address: "192.0.2.2")
        #expect(try await verifiers.confirm(event(world), on: after))
        let found = try await verifiers.confirmations(of: key)
        #expect(found.map(\.state) == [.confirmed, .connectedAfterwards])
        #expect(found.first?.millisecondsToConfirm == 3000)
        #expect(found.first?.connectedAt == world.clock.moment)
        await world.shutdown()
    }

    @Test("only the stream of a living connection confirms")
    func unknownStream() async throws {
        let world = try await TestWorld()
        let verifiers = world.identity.verifiers
        let stream = try await verifiers.connect(name: nil, address: "")
        #expect(try await !verifiers.confirm(StatusEventID.none, on: stream + "A"))
        #expect(try await verifiers.confirm(StatusEventID.none, on: stream))
        try await verifiers.disconnect(stream)
        #expect(try await !verifiers.confirm(StatusEventID.none, on: stream))
        await world.shutdown()
    }

    @Test("the connections of a server that was killed show as gone as soon as it has been silent, and are swept later")
    func killedServer() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let (killed, command) = (
            try await TestWorld(clock: clock, database: file.open()),
            try await TestWorld(clock: clock, database: file.open())
        )
        _ = try await killed.identity.verifiers.connect(name: "one", address: "192.0.2.1")
        clock.advance(by: VerifierRegistry.touchInterval)
        try await killed.identity.verifiers.touch()
        let lastSeen = clock.moment
        let key = try await revokedKey(command)
        clock.advance(by: VerifierRegistry.patience)
        #expect(try await command.identity.verifiers.confirmations(of: key).map(\.state) == [.waiting])
        clock.advance(by: .milliseconds(1))
        for _ in 0..<2 {
            let found = try await command.identity.verifiers.confirmations(of: key)
            #expect(found.map(\.state) == [.gone])
            #expect(found.first?.disconnectedAt == lastSeen)
            try await command.identity.maintain()
        }
        clock.advance(by: StatusLifetime.untilForgotten)
        try await command.identity.maintain()
        #expect(try await command.identity.verifiers.confirmations(of: key).isEmpty)
        await killed.shutdown()
        await command.shutdown()
    }

    @Test("a server that stops takes its own connections along and nobody else's")
    func stoppedServer() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let (one, two) = (
            try await TestWorld(clock: clock, database: file.open()),
            try await TestWorld(clock: clock, random: TestRandom(seed: 2), database: file.open())
        )
        _ = try await one.identity.verifiers.connect(name: "one", address: "")
        _ = try await two.identity.verifiers.connect(name: "two", address: "")
        let key = try await revokedKey(one)
        try await one.identity.verifiers.disconnectAll()
        #expect(try await two.identity.verifiers.confirmations(of: key).map(\.state) == [.gone, .waiting])
        await one.shutdown()
        await two.shutdown()
    }

    @Test("a key that is not revoked has no confirmations, and an unknown one is none")
    func otherKeys() async throws {
        let world = try await TestWorld()
        _ = try await world.identity.verifiers.connect(name: nil, address: "")
        let key = try #require(try await world.identity.signingKeys.list().first)
        #expect(try await world.identity.verifiers.confirmations(of: key).isEmpty)
        #expect(try await world.identity.signingKeys.record(key.id) == key)
        #expect(try await refusal { try await world.identity.signingKeys.record("x") } == .signingKeyNotFound)
        await world.shutdown()
    }
}
