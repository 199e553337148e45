import TesseraJOSE
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("Push over real sockets", .serialized)
struct StatusPushLoopbackTests {
    private func whileRunning(
        credentials: IssuerCredentials? = nil,
        _ body: (LoopbackIssuer, AccessTokenVerifier) async throws -> Void
    ) async throws {
        let issuer = try await LoopbackIssuer()
        let remote = try RemoteIssuer(issuer.name, verifierName: "notes", credentials: credentials)
        let verifier = remote.verifier(audience: "api")
        let running = Task { await remote.run() }
        await eventually { issuer.streamCount == 1 }
        issuer.send("retry: 100\n" + hello(1))
        await eventually { issuer.requests.contains { $0.method == "POST" } }
        try await body(issuer, verifier)
        running.cancel()
        // Without waiting for the next sign of life.
        await running.value
        try await issuer.stop()
    }

    private func hello(_ id: Int, isResumed: Bool = false) -> String {
        "id: \(id)\nevent: hello\ndata: {\"stream\":\"s\(id)\",\"resumed\":\(isResumed),\"heartbeat\":15}\n\n"
    }

    private func rule(_ verifier: AccessTokenVerifier, _ token: String) async throws -> VerificationRule? {
        do {
            _ = try await verifier.verify(token)
            return nil
        } catch let error as VerificationError {
            return error.rule
        }
    }

    @Test func `a revocation arrives within a second, while everything else is answered from memory`() async throws {
        try await whileRunning { issuer, verifier in
            let token = try issuer.token(status: 5)
            let before = try await rule(verifier, token)
            #expect(before == nil)
            let requests = issuer.requests.count
            let start = ContinuousClock.now
            issuer.send("id: 2\nevent: status\ndata: {\"uri\":\"\(issuer.name)/status/lists/0\",\"idx\":[5]}\n\n")
            try await eventually { try await rule(verifier, token) == .status }
            #expect(ContinuousClock.now - start < .seconds(1))
            #expect(issuer.requests.count == requests)
        }
    }

    @Test func `credentials go to the stream of events, and to nothing else`() async throws {
        let credentials = IssuerCredentials(clientID: "notes api", clientSecret: "tsc_x")
        try await whileRunning(credentials: credentials) { issuer, verifier in
            _ = try await rule(verifier, try issuer.token(status: 5))
            let withThem = issuer.requests.filter { $0.headers["authorization"] != nil }
            #expect(withThem.map(\.target) == ["/status/events?verifier=notes"])
            #expect(withThem.first?.headers["authorization"] == "Basic bm90ZXMlMjBhcGk6dHNjX3g=")
        }
        try await whileRunning { issuer, _ in
            #expect(issuer.requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }

    @Test func `a stream that breaks is resumed by its last event, under the verifier's name`() async throws {
        try await whileRunning { issuer, verifier in
            let token = try issuer.token(status: 5)
            let before = try await rule(verifier, token)
            #expect(before == nil)
            issuer.send("id: 7-42\nevent: status\ndata: {\"uri\":\"\(issuer.name)/status/lists/0\",\"idx\":[6]}\n\n")
            let other = try issuer.token(status: 6)
            try await eventually { try await rule(verifier, other) == .status }
            issuer.breakStreams()
            await eventually { issuer.streamCount == 1 }
            let subscriptions = issuer.requests.filter { $0.target == "/status/events?verifier=notes" }
            #expect(subscriptions.map { $0.headers["last-event-id"] } == [nil, "7-42"])
            #expect(subscriptions.allSatisfy { $0.headers["accept"] == "text/event-stream" })
            issuer.send(
                hello(8, isResumed: true)
                    + "id: 9\nevent: status\ndata: {\"uri\":\"\(issuer.name)/status/lists/0\",\"idx\":[5]}\n\n"
            )
            try await eventually { try await rule(verifier, token) == .status }
        }
    }

    @Test func `a key that is revoked by push is refused and confirmed`() async throws {
        try await whileRunning { issuer, verifier in
            let token = try issuer.token(status: 5)
            let before = try await rule(verifier, token)
            #expect(before == nil)
            issuer.send("id: 2\nevent: key_revoked\ndata: {\"kid\":\"\(issuer.key.keyID)\"}\n\n")
            await eventually { issuer.requests.contains { $0.body == "{\"stream\":\"s1\",\"id\":\"2\"}" } }
            let after = try await rule(verifier, token)
            #expect(after == .unknownKey)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
    ])
    func `a stream that is none is refused`(answer: String) async throws {
        try await expectFailure(.status, answer)
    }

    @Test func `a redirected stream is not followed`() async throws {
        try await expectFailure(
            .redirected,
            "HTTP/1.1 302 Found\r\nLocation: https://evil.example.com\r\nContent-Length: 0\r\n\r\n"
        )
    }

    @Test(arguments: [429, 500, 503])
    func `a busy issuer isn't one that refuses`(status: Int) async throws {
        try await expectFailure(.unreachable, "HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `a stream whose answer never begins is given up in time`() async throws {
        try await expectFailure(.timedOut, "")
    }

    private func expectFailure(_ code: KeySetError.Code, _ answer: String) async throws {
        let server = try await LoopbackServer(answering: answer, closes: false)
        await #expect(throws: KeySetError(code)) {
            try await HTTPClientTransport.shared.events(
                EventStreamRequest(address: server.address, lastEventID: nil, timeout: .milliseconds(500)),
                receive: { _ in }
            )
        }
        try await server.stop()
    }
}
