import AsyncHTTPClient
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import Synchronization
import TesseraVerifier
import Testing

@testable import Identity
@testable import IdentityServer

@Suite(.timeLimit(.minutes(1))) struct `Places of listeners` {
    private typealias Listener = SubscriberSlots.Listener

    /// Takes places and knows which of them had to give way.
    private final class Hall: Sendable {
        let slots: SubscriberSlots
        private let gone = Mutex<[String]>([])

        init(_ places: Int, each: Int = 1024) {
            slots = SubscriberSlots(
                limits: StatusStreamLimits(maximumSubscribers: places, maximumSubscribersPerAddress: each)
            )
        }

        var displaced: [String] { gone.withLock { $0 } }

        func take(_ listener: Listener, _ name: String = "") throws -> SubscriberSlots.Slot {
            try slots.take(listener) { self.gone.withLock { $0.append(name) } }
        }
    }

    private func stranger(_ address: String) -> Listener { .network(ClientNetwork(address)) }
    private func client(_ id: String) throws -> Listener { .client(try #require(ClientID(id))) }

    @Test func `a client takes the place of the stranger who has held it for longest, in the fullest network`() throws {
        let hall = Hall(5)
        let strangers = try [("192.0.2.1", "a1"), ("192.0.2.2", "b1"), ("192.0.2.2", "b2"), ("192.0.2.2", "b3")].map {
            try hall.take(stranger($0.0), $0.1)
        }
        let first = try hall.take(client("one"), "client")
        #expect(hall.displaced.isEmpty && hall.slots.count == 5)
        var clients = [first]
        for _ in 0..<4 { clients.append(try hall.take(client("one"), "client")) }
        #expect(hall.displaced.prefix(2) == ["b1", "b2"] && Set(hall.displaced) == ["a1", "b1", "b2", "b3"])
        // Now all are clients, and none of them gives way.
        #expect(throws: Problem.self) { try hall.take(client("two")) }
        #expect(throws: Problem.self) { try hall.take(stranger("192.0.2.3")) }
        #expect(hall.slots.count == 5)
        withExtendedLifetime((strangers, clients)) {}
    }

    @Test func `strangers give way to one whose network is emptier, and to no other`() throws {
        let hall = Hall(6)
        var kept = try (1...4).map { try hall.take(stranger("192.0.2.1"), "a\($0)") }
        kept += try (1...2).map { try hall.take(stranger("192.0.2.2"), "b\($0)") }
        #expect(throws: Problem.self) { try hall.take(stranger("192.0.2.1")) }
        kept.append(try hall.take(stranger("192.0.2.3"), "c1"))
        #expect(hall.displaced == ["a1"])
        // Two against three would be three against two: nothing is gained.
        #expect(throws: Problem.self) { try hall.take(stranger("192.0.2.2")) }
        kept.append(try hall.take(stranger("192.0.2.3"), "c2"))
        #expect(hall.displaced == ["a1", "a2"] && hall.slots.count == 6)
        withExtendedLifetime(kept) {}
    }

    @Test func `a /64 counts as one address, and an IPv4 address in IPv6 as itself`() throws {
        let hall = Hall(100, each: 2)
        let kept = try [
            hall.take(stranger("2001:db8:0:1::1")), hall.take(stranger("2001:db8:0:1:ffff::2")),
            hall.take(stranger("2001:db8:0:2::1")), hall.take(stranger("192.0.2.1")),
            hall.take(stranger("::ffff:192.0.2.1")),
        ]
        #expect(throws: Problem.self) { try hall.take(stranger("2001:db8:0:1::3")) }
        #expect(throws: Problem.self) { try hall.take(stranger("192.0.2.1")) }
        withExtendedLifetime(kept) {}
    }

    @Test func `one client has as many places as one network`() throws {
        let hall = Hall(100, each: 2)
        let kept = try [hall.take(client("one")), hall.take(client("one")), hall.take(client("two"))]
        #expect(throws: Problem.self) { try hall.take(client("one")) }
        withExtendedLifetime(kept) {}
    }

    @Test func `a place is free again once its holder has gone, and is counted once`() throws {
        let hall = Hall(2)
        var places: [SubscriberSlots.Slot?] = try [hall.take(stranger("192.0.2.1")), hall.take(stranger("192.0.2.1"))]
        let client = try hall.take(client("one"))
        places[0] = nil
        #expect(hall.slots.count == 2, "the one that gave way was counted off already")
        places[1] = nil
        #expect(hall.slots.count == 1)
        let again = try hall.take(stranger("192.0.2.9"))
        #expect(throws: Problem.self) { try hall.take(stranger("192.0.2.8")) }
        withExtendedLifetime((client, again)) {}
    }

    @Test func `when strangers hold every place, a verifier that signs in listens all the same`() async throws {
        let server = try await TestServer(configureServer: { $0.statusStreams.maximumSubscribers = 2 })
        try await server.runLive { caller in
            let port = caller.client.port
            let client = try await server.client(caller, "orders: 1%")
            let credentials = IssuerCredentials(clientID: client.id, clientSecret: client.secret)
            var first = try await EventClient(port: port)
            _ = try await first.expect("hello")
            var second = try await EventClient(port: port)
            _ = try await second.expect("hello")
            #expect(try await EventClient.request(port: port).status == .serviceUnavailable)

            var verifier = try await EventClient(port: port, authorization: credentials.authorization)
            _ = try await verifier.expect("hello")
            while let event = try? await first.next() { #expect(event.name != "status") }
            #expect(try await EventClient.request(port: port).status == .serviceUnavailable)
            let tokens = try await caller.registerAndLogin()
            _ = try await caller.post("/auth/logout", nil, tokens.bearer)
            _ = try await verifier.expect("status")
            _ = try await second.expect("status")
        }
    }

    @Test(arguments: ["Basic", "Basic x", "Basic bm90ZXMtYXBpOnplYnJh", "basic bm9ib2R5Ong="])
    func `credentials that are not believed get no stranger's place`(header: String) async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            _ = try await server.client(caller)
            let answer = try await EventClient.request(port: caller.client.port, authorization: header)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers.first(name: "WWW-Authenticate")?.hasPrefix("Basic realm=") == true)
            let text = String(buffer: try await answer.body.collect(upTo: 65_536))
            #expect(text.contains("invalid_client") && !text.contains("zebra"))
        }
    }

    @Test func `credentials stand in no description`() {
        let credentials = IssuerCredentials(clientID: "a", clientSecret: "the-secret")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] { #expect(!text.contains("secret")) }
    }
}
