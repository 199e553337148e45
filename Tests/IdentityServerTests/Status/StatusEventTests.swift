import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOHTTP1
import Persistence
import PersistenceSQLite
import ServiceLifecycle
import Synchronization
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity
@testable import IdentityServer

@Suite(.timeLimit(.minutes(1))) struct StatusEventTests {
    /// The rules of another process on the same database.
    private func otherProcess(_ server: TestServer) async throws -> IdentitySystem {
        try await IdentitySystem(
            database: SQLiteDatabase(path: server.database.path),
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: server.identity.configuration,
            time: server.clock.source,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            followsStatus: false
        )
    }

    private func reference(_ tokens: Tokens) throws -> JSONValue {
        let list = try UnverifiedJWS(parsing: tokens.access).payload?["status"]?["status_list"]
        return ["uri": try #require(list?["uri"]), "idx": [try #require(list?["idx"])]]
    }

    @Test func `a new listener is greeted and then told of every ended session`() async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            let tokens = try await caller.registerAndLogin()
            var events = try await EventClient(port: caller.client.port)
            let hello = try await events.expect("hello")
            #expect(hello.id == "0-0")
            #expect(try hello.json["resumed"] == false)
            #expect(try hello.json["heartbeat"] == 15)
            #expect(try hello.json["stream"]?.string?.utf8.count == 22)
            _ = try await caller.post("/auth/logout", nil, tokens.bearer)
            let event = try await events.expect("status")
            #expect(try event.json == reference(tokens))
            #expect(event.id == "1-1800000000000")
        }
    }

    @Test func `a listener that comes back is told what it missed`() async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            let all = [try await caller.registerAndLogin(), try await caller.login(), try await caller.login()]
            var first = try await EventClient(port: caller.client.port)
            _ = try await first.expect("hello")
            _ = try await caller.post("/auth/logout", nil, all[0].bearer)
            let seen = try await first.expect("status").id
            for tokens in all[1...] { _ = try await caller.post("/auth/logout", nil, tokens.bearer) }
            var again = try await EventClient(port: caller.client.port, lastEventID: seen)
            let hello = try await again.expect("hello")
            #expect(hello.id == seen)
            #expect(try hello.json["resumed"] == true)
            let missed = try await again.expect("status")
            #expect(missed.id.hasPrefix("3-"))
            #expect(try missed.json["idx"] == [1, 2])
        }
    }

    @Test(arguments: ["7-1800000000000", "1-5", "nonsense", "", "1"])
    func `an unknown last event is answered with resumed false`(_ id: String) async throws {
        let server = try await TestServer()
        try await server.database.write {
            try $0.statusLists.revoke([1, 2], at: Timestamp(seconds: 1_800_000_000))
        }
        try await server.identity.status.catchUp()
        try await server.runLive { caller in
            var events = try await EventClient(port: caller.client.port, lastEventID: id)
            let hello = try await events.expect("hello")
            #expect(try hello.json["resumed"] == false)
            #expect(hello.id == "2-1800000000000")
        }
    }

    @Test func `what was missed comes in frames of at most 8 KiB, and not at all beyond a thousand events`()
        async throws
    {
        let server = try await TestServer()
        let moment = Timestamp(seconds: 1_800_000_000)
        try await server.database.write { try $0.statusLists.revoke((0..<1001).map { 131_071 - $0 }, at: moment) }
        try await server.identity.status.catchUp()
        try await server.runLive { caller in
            var tooLate = try await EventClient(port: caller.client.port, lastEventID: "0-0")
            #expect(try await tooLate.expect("hello").json["resumed"] == false)
            var late = try await EventClient(port: caller.client.port, lastEventID: "1-1800000000000")
            #expect(try await late.expect("hello").json["resumed"] == true)
            let (one, two) = (try await late.expect("status"), try await late.expect("status"))
            #expect(one.data.utf8.count < 8000)
            #expect(try (one.json["idx"]?.array?.count, two.json["idx"]?.array?.count) == (900, 100))
        }
    }

    @Test func `what another process ends arrives`() async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            let tokens = try await caller.registerAndLogin()
            let other = try await otherProcess(server)
            var events = try await EventClient(port: caller.client.port)
            _ = try await events.expect("hello")
            let session = try #require(SessionID(tokens.session))
            let account = try #require(try await other.accounts.find("ada"))
            _ = try await other.sessions.end(session, of: account.id, by: .command)
            #expect(try await events.expect("status").json == reference(tokens))
            await other.shutdown()
        }
    }

    @Test func `a key that a command revokes arrives when it is published no more, and the confirmations are seen`()
        async throws
    {
        let server = try await TestServer()
        try await server.runLive { caller in
            let other = try await otherProcess(server)
            let key = try #require(try await other.signingKeys.list().first)
            var events = try await EventClient(port: caller.client.port, query: "?verifier=notes-1")
            var silent = try await EventClient(port: caller.client.port)
            let stream = try #require(try await events.expect("hello").json["stream"])
            _ = try await silent.expect("hello")
            _ = try await other.signingKeys.revoke(key.id, reason: "lost", by: .command)
            let event = try await events.expect("key_revoked")
            #expect(try event.json == ["kid": .string(key.id)])
            let published = try await caller.get("/.well-known/jwks.json").text
            #expect(!published.contains(key.id))
            server.clock.advance(by: .milliseconds(42))
            let answer = try await caller.post("/status/confirmations", ["stream": stream, "id": .string(event.id)])
            #expect(answer.status == .noContent)
            let states = try await other.verifiers.confirmations(of: other.signingKeys.record(key.id))
            #expect(states.map(\.name) == ["notes-1", nil])
            #expect(states.map(\.state) == [.confirmed, .waiting])
            #expect(states.map(\.millisecondsToConfirm) == [42, nil])
            #expect(states.first?.address == "127.0.0.1")
            await other.shutdown()
        }
    }

    @Test func `a confirmation needs a stream that is there and an id as the stream gave it`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let path = "/status/confirmations"
            try expectProblem(
                try await caller.post(path, ["stream": "x", "id": "1-5"]),
                .streamNotFound,
                field: "stream"
            )
            try expectProblem(try await caller.post(path, ["stream": "x", "id": "1"]), .invalidRequest, field: "id")
            try expectProblem(try await caller.post(path, ["stream": "x", "id": 1]), .invalidRequest, field: "id")
            try expectProblem(try await caller.post(path, ["id": "1-5"]), .invalidRequest, field: "stream")
        }
    }

    @Test func `heartbeats come while nothing happens, and no time limit of connections cuts the stream`() async throws
    {
        let server = try await TestServer(configureServer: {
            $0.statusStreams.heartbeat = .milliseconds(60)
            $0.limits = ServerLimits(
                headTimeout: .milliseconds(50),
                bodyTimeout: .milliseconds(50),
                idleTimeout: .milliseconds(50)
            )
        })
        try await server.runLive { caller in
            var events = try await EventClient(port: caller.client.port)
            _ = try await events.expect("hello")
            for _ in 0..<4 { #expect(try await events.next()?.data == "heartbeat") }
        }
    }

    @Test func `one listener too many is turned away with Retry-After, in all and from one address`() async throws {
        for limits in [
            StatusStreamLimits(maximumSubscribers: 1), StatusStreamLimits(maximumSubscribersPerAddress: 1),
        ] {
            let server = try await TestServer(configureServer: { $0.statusStreams = limits })
            try await server.runLive { caller in
                var events = try await EventClient(port: caller.client.port)
                _ = try await events.expect("hello")
                let refused = try await EventClient.request(port: caller.client.port)
                #expect(refused.status == .serviceUnavailable)
                #expect(refused.headers.first(name: "retry-after") == "30")
                _ = events
            }
        }
    }

    @Test func `a listener that goes gives its place back at once, and is written down as gone`() async throws {
        let server = try await TestServer(configureServer: { $0.statusStreams.maximumSubscribers = 1 })
        try await server.runLive { caller in
            let port = caller.client.port
            for _ in 0..<3 {
                // Each answer is dropped as soon as its header was read, so that the client closes its end.
                while try await EventClient.request(port: port).status != .ok {}
            }
        }
        let connected = try await server.database.read {
            try $0.rows("SELECT 1 FROM verifiers WHERE disconnected_at IS NULL")
        }
        #expect(connected.isEmpty)
    }

    @Test func `HEAD tells the header and takes no place`() async throws {
        let server = try await TestServer(configureServer: { $0.statusStreams.maximumSubscribers = 1 })
        try await server.runLive { caller in
            for _ in 0..<3 {
                let answer = try await caller.call(.head, "/status/events")
                #expect(answer.status == .ok && answer.headers[.contentType] == "text/event-stream")
            }
            #expect(server.identity.status.subscriberCount == 0)
        }
    }

    @Test(arguments: ["", "a%20b", "%3Cscript%3E", String(repeating: "a", count: 65), "%00"])
    func `a name that is none is refused`(_ name: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try expectProblem(
                try await caller.get("/status/events?verifier=\(name)"),
                .invalidRequest,
                field: "verifier"
            )
        }
    }

    @Test func `a server that stops ends every stream at once`() async throws {
        let server = try await TestServer()
        let (ports, listening) = AsyncStream.makeStream(of: Int?.self)
        let (greetings, greeted) = AsyncStream.makeStream(of: Void.self)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let application = server.server.application { listening.yield($0.localAddress?.port) }
        let group = ServiceGroup(services: [application], logger: logger)
        try await withThrowingTaskGroup(of: Int.self) { tasks in
            tasks.addTask {
                try await group.run()
                return 0
            }
            var portIterator = ports.makeAsyncIterator()
            let port = try #require(await portIterator.next())
            for _ in 0..<5 {
                tasks.addTask {
                    var events = try await EventClient(port: port)
                    _ = try await events.expect("hello")
                    greeted.yield()
                    var count = 0
                    while try await events.next() != nil { count += 1 }
                    return count
                }
            }
            var greetingIterator = greetings.makeAsyncIterator()
            for _ in 0..<5 { await greetingIterator.next() }
            await group.triggerGracefulShutdown()
            // All end: the streams without a further event, and the server that waited for them.
            for try await count in tasks { #expect(count == 0) }
        }
        await server.identity.shutdown()
    }
}
