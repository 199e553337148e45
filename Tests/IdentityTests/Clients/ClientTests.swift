import Persistence
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Confidential clients") struct ClientTests {
    @Test("a client has the name that was given, or one of its own, and everything it may do unless told otherwise")
    func creation() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        let given = try await clients.create(
            ClientRegistration(id: "notes-api", name: " Notes API ", permissions: [.introspect]),
            by: .command
        )
        #expect(given.client.id.text == "notes-api")
        #expect(given.client.name == "Notes API")
        #expect(given.client.permissions == [.introspect])
        #expect(given.client.createdAt == world.clock.moment && given.client.lastUsedAt == nil)
        world.clock.advance(by: .seconds(1))
        let made = try await clients.create(ClientRegistration(), by: .command)
        #expect(made.client.id.text.hasPrefix("client-") && made.client.id.text.utf8.count == 23)
        #expect(made.client.permissions == [.introspect, .revoke])
        #expect(try await clients.list() == [given.client, made.client])
        #expect(try await clients.client("notes-api") == given.client)
        await world.shutdown()
    }

    @Test("a secret is 256 random bits behind a prefix, another each time, and nowhere in the database")
    func secrets() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let world = try await TestWorld(database: file.open())
        let first = try await world.identity.clients.create(ClientRegistration(id: "a"), by: .command).secret
        let second = try await world.identity.clients.create(ClientRegistration(id: "b"), by: .command).secret
        #expect(first.text != second.text)
        #expect(first.text.hasPrefix("tsc_"))
        #expect(Base64URL.decode(String(first.text.dropFirst(4)))?.count == 32)
        let texts = try await world.database.read { transaction in
            try transaction.rows("SELECT secret_hash FROM clients").map { try $0.bytes("secret_hash") }
        }
        #expect(texts.allSatisfy { $0.count == 32 } && texts.count == 2)
        #expect(!texts.contains(Array(first.text.utf8.prefix(32))))
        await world.shutdown()
    }

    @Test("a secret is in no description", arguments: [0, 1, 2])
    func redaction(kind: Int) async throws {
        let secret = ClientSecret.generate(TestRandom().source)
        let value: Any =
            switch kind {
            case 0: secret
            case 1: ClientCredentials(id: "a", secret: secret.text)
            default: [secret]
            }
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains(secret.text)) }
    }

    @Test("an identifier is taken once, and the login service's own never")
    func taken() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        _ = try await clients.create(ClientRegistration(id: "notes"), by: .command)
        for id in ["notes", "first-party"] {
            let code = try await refusal { try await clients.create(ClientRegistration(id: id), by: .command) }
            #expect(code == .clientIDTaken)
        }
        #expect(try await clients.list().count == 1)
        await world.shutdown()
    }

    @Test(
        "an identifier or a name that cannot be is refused, and no client is made",
        arguments: [
            ClientRegistration(id: ""), ClientRegistration(id: " a"), ClientRegistration(id: "a "),
            ClientRegistration(id: "a\u{0}b"), ClientRegistration(id: "a\nb"), ClientRegistration(id: "käse"),
            ClientRegistration(id: String(repeating: "a", count: 129)), ClientRegistration(id: "a", name: ""),
            ClientRegistration(id: "a", name: "a\u{202E}b"), ClientRegistration(id: "a", name: "a\u{0}b"),
            ClientRegistration(id: "a", name: String(repeating: "n", count: 101)),
        ]
    )
    func impossible(registration: ClientRegistration) async throws {
        let world = try await TestWorld()
        let code = try await refusal { try await world.identity.clients.create(registration, by: .command) }
        #expect(code == .invalidRequest)
        #expect(try await world.identity.clients.list().isEmpty)
        await world.shutdown()
    }

    @Test("an identifier may have every character of RFC 6749 Appendix A.1")
    func alphabet() async throws {
        let world = try await TestWorld()
        let all = String(decoding: (UInt8(0x21)...0x7e).map { $0 } + [0x20, 0x2d], as: UTF8.self)
        let made = try await world.identity.clients.create(ClientRegistration(id: all), by: .command)
        #expect(made.client.id.text == all)
        #expect(try await world.identity.clients.client(all) == made.client)
        await world.shutdown()
    }

    @Test("what is not there is not found")
    func absent() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        for id in ["nobody", "", "\u{0}", "käse"] {
            #expect(try await refusal { try await clients.client(id) } == .clientNotFound)
            #expect(try await refusal { try await clients.disable(id, by: .command) } == .clientNotFound)
            #expect(try await refusal { try await clients.enable(id, by: .command) } == .clientNotFound)
            #expect(try await refusal { try await clients.rotateSecret(of: id, by: .command) } == .clientNotFound)
            #expect(try await refusal { try await clients.delete(id, by: .command) } == .clientNotFound)
        }
        await world.shutdown()
    }

    @Test("every change is written down, one that changes nothing is not, and no event holds a secret")
    func auditTrail() async throws {
        let world = try await TestWorld()
        let clients = world.identity.clients
        let secret = try await clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        _ = try await clients.disable("notes", by: .command)
        _ = try await clients.disable("notes", by: .command)
        _ = try await clients.enable("notes", by: .command)
        _ = try await clients.rotateSecret(of: "notes", by: .command)
        try await clients.delete("notes", by: .command)
        let events = try await world.identity.audit.events(of: nil).filter { $0.kind.rawValue.hasPrefix("client.") }
        #expect(
            events.map(\.kind) == [
                .clientDeleted, .clientSecretRotated, .clientEnabled, .clientDisabled, .clientCreated,
            ]
        )
        for event in events {
            #expect(event.actor == "command" && event.detail?["client_id"] == "notes")
            #expect(!"\(event)".contains(secret))
        }
        await world.shutdown()
    }
}
