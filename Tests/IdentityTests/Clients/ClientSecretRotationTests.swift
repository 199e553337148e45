import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Rotation of client secrets") struct ClientSecretRotationTests {
    @Test("without keeping, the old secret is refused at once")
    func atOnce() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        let old = try await clients.create(ClientRegistration(id: "notes"), by: .command).secret
        let new = try await clients.rotateSecret(of: "notes", by: .command)
        #expect(new.client.previousSecret == nil)
        #expect(try await world.isClient("notes", old.text) == false)
        #expect(try await world.isClient("notes", new.secret.text))
        await world.shutdown()
    }

    @Test("a kept secret is good beside the new one until its time, to the millisecond")
    func kept() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        let old = try await clients.create(ClientRegistration(id: "notes"), by: .command).secret
        let new = try await clients.rotateSecret(of: "notes", keeping: .seconds(60), by: .command)
        #expect(new.client.previousSecret?.expiresAt == world.clock.moment + .seconds(60))
        world.clock.advance(by: .milliseconds(59_999))
        #expect(try await world.isClient("notes", old.text))
        #expect(try await world.isClient("notes", new.secret.text))
        world.clock.advance(by: .milliseconds(1))
        #expect(try await world.isClient("notes", old.text) == false)
        #expect(try await world.isClient("notes", new.secret.text))
        await world.shutdown()
    }

    @Test("a third secret is refused while two are good, unless none is kept")
    func two() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        let first = try await clients.create(ClientRegistration(id: "notes"), by: .command).secret
        let second = try await clients.rotateSecret(of: "notes", keeping: .seconds(60), by: .command).secret
        let code = try await refusal {
            try await clients.rotateSecret(of: "notes", keeping: .seconds(60), by: .command)
        }
        #expect(code == .conflict)
        #expect(try await world.isClient("notes", first.text))
        let third = try await clients.rotateSecret(of: "notes", by: .command).secret
        #expect(try await world.isClient("notes", first.text) == false)
        #expect(try await world.isClient("notes", second.text) == false)
        #expect(try await world.isClient("notes", third.text))
        await world.shutdown()
    }

    @Test("when the older secret's time is over the next rotation can keep one again")
    func next() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        _ = try await clients.create(ClientRegistration(id: "notes"), by: .command)
        let second = try await clients.rotateSecret(of: "notes", keeping: .seconds(60), by: .command).secret
        world.clock.advance(by: .seconds(60))
        _ = try await clients.rotateSecret(of: "notes", keeping: .seconds(60), by: .command)
        #expect(try await world.isClient("notes", second.text))
        await world.shutdown()
    }

    @Test("a replaced secret is forgotten when its time is over")
    func forgotten() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        _ = try await clients.create(ClientRegistration(id: "notes"), by: .command)
        _ = try await clients.rotateSecret(of: "notes", keeping: .seconds(60), by: .command)
        try await world.identity.maintain()
        #expect(try await clients.client("notes").previousSecret != nil)
        world.clock.advance(by: .seconds(60))
        try await world.identity.maintain()
        #expect(try await clients.client("notes").previousSecret == nil)
        await world.shutdown()
    }

    @Test("a time that is negative or longer than 30 days is refused", arguments: [-1, 30 * 86_400 + 1])
    func bounds(seconds: Int) async throws {
        let world = try await TestWorld()
        _ = try await world.identity.clients.create(ClientRegistration(id: "notes"), by: .command)
        let code = try await refusal {
            try await world.identity.clients.rotateSecret(of: "notes", keeping: .seconds(seconds), by: .command)
        }
        #expect(code == .invalidRequest)
        await world.shutdown()
    }
}

extension TestWorld {
    /// Whether somebody with this secret is believed to be the client.
    func isClient(_ id: String, _ secret: String, from source: RequestSource = home) async throws -> Bool {
        if case .authenticated = try await proof(id, secret, from: source) { true } else { false }
    }

    /// What comes of an attempt to be a client.
    func proof(_ id: String, _ secret: String, from source: RequestSource = home) async throws -> ClientAuthentication {
        try await identity.clients.authenticate(ClientCredentials(id: id, secret: secret), from: source)
    }
}
