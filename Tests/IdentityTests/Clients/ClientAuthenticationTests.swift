import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Authentication of clients") struct ClientAuthenticationTests {
    @Test("the right secret is believed, and nothing that is nearly it")
    func secrets() async throws {
        let world = try await TestWorld()
        let secret = try await world.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        #expect(try await world.isClient("notes", secret))
        let nearly = [
            "", " " + secret, secret + " ", String(secret.dropLast()), secret.uppercased(), "x" + secret.dropFirst(),
            secret + "\u{0}", String(secret.dropFirst(4)),
        ]
        for (index, wrong) in nearly.enumerated() {
            let source = RequestSource(address: "192.0.2.\(index)", userAgent: nil)
            #expect(try await world.isClient("notes", wrong, from: source) == false, "\(index)")
            #expect(try await world.isClient("NOTES", secret, from: source) == false)
        }
        await world.shutdown()
    }

    @Test("a client of one's own secret is no other client")
    func others() async throws {
        let world = try await TestWorld()
        let one = try await world.identity.clients.create(ClientRegistration(id: "one"), by: .command).secret.text
        _ = try await world.identity.clients.create(ClientRegistration(id: "two"), by: .command)
        #expect(try await world.isClient("two", one) == false)
        await world.shutdown()
    }

    @Test("a client that another process disables is refused within a second, and never read twice in one")
    func disabling() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let server = try await TestWorld(clock: clock, database: file.open())
        let command = try await TestWorld(clock: clock, database: file.open())
        let secret = try await command.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret
            .text
        #expect(try await server.isClient("notes", secret))
        _ = try await command.identity.clients.disable("notes", by: .command)
        clock.advance(by: .milliseconds(999))
        #expect(try await server.isClient("notes", secret), "it is in memory for a second")
        clock.advance(by: .milliseconds(1))
        #expect(try await server.isClient("notes", secret) == false)
        _ = try await command.identity.clients.enable("notes", by: .command)
        clock.advance(by: .seconds(1))
        #expect(try await server.isClient("notes", secret))
        await server.shutdown()
        await command.shutdown()
    }

    @Test("a clock that goes backwards makes nothing good for longer")
    func backwards() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let clock = ManualClock()
        let server = try await TestWorld(clock: clock, database: file.open())
        let command = try await TestWorld(clock: clock, database: file.open())
        let secret = try await command.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret
            .text
        #expect(try await server.isClient("notes", secret))
        try await command.identity.clients.delete("notes", by: .command)
        clock.advance(by: .seconds(-3600))
        #expect(try await server.isClient("notes", secret) == false)
        await server.shutdown()
        await command.shutdown()
    }

    @Test("the process that changes a client takes the change up at once")
    func sameProcess() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        #expect(try await world.isClient("notes", "x") == false)
        let secret = try await clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        #expect(try await world.isClient("notes", secret))
        _ = try await clients.disable("notes", by: .command)
        #expect(try await world.isClient("notes", secret) == false)
        _ = try await clients.enable("notes", by: .command)
        #expect(try await world.isClient("notes", secret))
        try await clients.delete("notes", by: .command)
        #expect(try await world.isClient("notes", secret) == false)
        await world.shutdown()
    }

    @Test("a client is believed, and a name that nobody has refused, without a read of the database for a second")
    func memory() async throws {
        let world = try await TestWorld()
        let secret = try await world.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        #expect(try await world.isClient("notes", secret))
        #expect(try await world.isClient("nobody", secret) == false)
        try await world.database.close()
        #expect(try await world.isClient("notes", secret))
        #expect(try await world.isClient("nobody", secret) == false)
        world.clock.advance(by: .seconds(1))
        await #expect(throws: StorageFailure.self) { try await world.isClient("notes", secret) }
        await world.identity.shutdown()
    }

    @Test("when a client was last used is written down by maintenance, and never set back")
    func lastUse() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        let secret = try await clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        _ = try await world.isClient("notes", "wrong", from: TestWorld.elsewhere)
        try await world.identity.maintain()
        #expect(try await clients.client("notes").lastUsedAt == nil)
        #expect(try await world.isClient("notes", secret))
        let used = world.clock.moment
        world.clock.advance(by: .seconds(30))
        try await world.identity.maintain()
        #expect(try await clients.client("notes").lastUsedAt == used)
        world.clock.advance(by: .seconds(-3600))
        #expect(try await world.isClient("notes", secret))
        try await world.identity.maintain()
        #expect(try await clients.client("notes").lastUsedAt == used)
        await world.shutdown()
    }

    @Test("text of every kind is an answer, never a failure")
    func naughtyText() async throws {
        let world = try await TestWorld()
        for text in [
            "\u{0}", "'; DROP TABLE clients; --", "\u{1F600}", String(repeating: "a", count: 100_000), "\u{FEFF}",
        ] {
            #expect(try await world.isClient(text, text) == false)
        }
        await world.shutdown()
    }
}
