import HummingbirdTesting
import TestSupport
import Testing

@testable import IdentityServer

/// `GET /status/events` over HTTP/2, where a listener is one stream of a connection that others share.
@Suite(.enabled(if: TestCertificate.isPossible, "needs openssl"), .timeLimit(.minutes(1)))
struct MultiplexedListenerTests {
    private func withConnection(
        _ body: @Sendable (HandmadeConnection, Caller, TestServer) async throws -> Void
    ) async throws {
        try await TestCertificate.with { certificate in
            let server = try await TestServer(
                issuer: "https://localhost",
                configureServer: { $0.tls = TLSFiles(certificateChain: certificate.chain, privateKey: certificate.key) }
            )
            try await server.runLive { caller in
                let connection = try await HandmadeConnection.open(port: try #require(caller.client.port))
                connection.send(HandmadeFrames.preface, HandmadeFrames.settings([:]))
                try await body(connection, caller, server)
            }
        }
    }

    private func wait(for what: String, _ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition() {
            try #require(ContinuousClock.now < end, "\(what)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `a listener is greeted, and the other streams of its connection are answered`() async throws {
        try await withConnection { connection, _, _ in
            connection.send(HandmadeFrames.get("/status/events", stream: 1))
            try await wait(for: "the listener is greeted") {
                String(decoding: connection.received, as: UTF8.self).contains("event: hello")
            }
            connection.send(HandmadeFrames.get("/health/live", stream: 3))
            try await wait(for: "the other stream is answered") {
                String(decoding: connection.received, as: UTF8.self).contains("\"live\"")
            }
            #expect(!connection.frames.contains { $0.kind == .goAway })
            await connection.close()
        }
    }
}
