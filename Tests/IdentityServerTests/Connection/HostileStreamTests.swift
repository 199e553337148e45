import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

@testable import IdentityServer

/// Clients that speak HTTP/2 over a real socket and do not mean well, with limits so small that no test waits long.
@Suite(.enabled(if: TestCertificate.isPossible, "needs openssl"))
struct HostileStreamTests {
    /// Each test makes the one limit short that it is about: the connection must end by that one.
    private func withServer(
        _ limits: ServerLimits,
        _ body: @Sendable (_ port: Int, TestServer) async throws -> Void
    ) async throws {
        try await TestCertificate.with { certificate in
            let server = try await TestServer(
                issuer: "https://localhost",
                configureServer: {
                    $0.tls = TLSFiles(certificateChain: certificate.chain, privateKey: certificate.key)
                    $0.limits = limits
                }
            )
            try await server.runLive { caller in try await body(try #require(caller.client.port), server) }
        }
    }

    private func begin(_ port: Int, window: UInt32? = nil) async throws -> HandmadeConnection {
        let connection = try await HandmadeConnection.open(port: port)
        connection.send(HandmadeFrames.preface, HandmadeFrames.settings(window.map { [4: $0] } ?? [:]))
        return connection
    }

    private func wait(for what: String, _ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition() {
            try #require(ContinuousClock.now < end, "\(what)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `a handshake that does not begin, a missing preface and silence after it end in the time of a header`()
        async throws
    {
        try await withServer(ServerLimits(headTimeout: .milliseconds(400))) { port, _ in
            let bare = try await HandmadeConnection.open(port: port, protocols: nil)
            let withoutPreface = try await HandmadeConnection.open(port: port)
            let silent = try await begin(port)
            for connection in [bare, withoutPreface, silent] {
                let lifetime = try #require(await connection.end(within: .seconds(20)))
                #expect(lifetime >= .milliseconds(300))
            }
        }
    }

    @Test func `a header that does not end is cut off, though another answer is under way`() async throws {
        try await withServer(ServerLimits(headTimeout: .milliseconds(400))) { port, _ in
            let connection = try await begin(port, window: 0)
            connection.send(HandmadeFrames.get("/openapi.yaml", stream: 1))
            try await wait(for: "an answer began") { connection.frames.contains { $0.kind == .headers } }
            connection.send(HandmadeFrames.frame(.headers, flags: 1, stream: 3, [0x82]))
            #expect(await connection.end(within: .seconds(20)) != nil)
        }
    }

    @Test func `a body that does not come is answered with 408, and the connection ends`() async throws {
        try await withServer(ServerLimits(bodyTimeout: .milliseconds(200), lingerTimeout: .milliseconds(100))) {
            port,
            _ in
            let connection = try await begin(port)
            connection.send(
                HandmadeFrames.post("/auth/login", stream: 1),
                HandmadeFrames.frame(.data, stream: 1, [0x7B])
            )
            #expect(await connection.end(within: .seconds(20)) != nil)
            #expect(String(decoding: connection.received, as: UTF8.self).contains("request_timeout"))
            #expect(connection.frames.contains { $0.kind == .goAway })
        }
    }

    @Test(arguments: [true, false])
    func `answers that nobody takes, or byte by byte, end their connection`(isDripping: Bool) async throws {
        let limits = ServerLimits(writeTimeout: .milliseconds(500), lingerTimeout: .milliseconds(100))
        try await withServer(limits) { port, server in
            let connection = try await begin(port, window: 0)
            for number in 0..<20 {
                connection.send(HandmadeFrames.get("/openapi.yaml", stream: UInt32(2 * number + 1)))
            }
            let dripping = Task {
                while isDripping {
                    for number in 0..<20 {
                        connection.send(HandmadeFrames.windowUpdate(stream: UInt32(2 * number + 1), by: 1))
                    }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            let lifetime = try #require(await connection.end(within: .seconds(20)))
            dripping.cancel()
            #expect(lifetime >= .milliseconds(500))
            #expect(connection.frames.contains { $0.kind == .goAway })
        }
    }

    @Test func `a stream that is not taken is reset alone while another one's answer goes on being taken`() async throws
    {
        let limits = ServerLimits(
            writeTimeout: .milliseconds(500),
            minimumTakenBytes: 1024,
            lingerTimeout: .milliseconds(100)
        )
        try await withServer(limits) { port, _ in
            let connection = try await begin(port, window: 0)
            connection.send(
                HandmadeFrames.get("/openapi.yaml", stream: 1),
                HandmadeFrames.get("/openapi.yaml", stream: 3)
            )
            try await wait(for: "the first stream was reset") {
                connection.send(
                    HandmadeFrames.windowUpdate(stream: 3, by: 1024),
                    HandmadeFrames.windowUpdate(stream: 0, by: 1024)
                )
                return connection.frames.contains { $0.kind == .reset && $0.stream == 1 }
            }
            #expect(connection.lifetime == nil)
            connection.send(
                HandmadeFrames.windowUpdate(stream: 3, by: 1 << 24),
                HandmadeFrames.windowUpdate(stream: 0, by: 1 << 24)
            )
            try await wait(for: "the second answer was whole") {
                connection.frames.contains { $0.kind == .data && $0.stream == 3 && $0.endsStream }
            }
            #expect(!connection.frames.contains { $0.kind == .reset && $0.stream == 3 })
            #expect(await connection.end(within: .seconds(20)) != nil)
        }
    }

    @Test func `a connection without a further request ends, though its client answers nothing`() async throws {
        let limits = ServerLimits(idleTimeout: .milliseconds(200), lingerTimeout: .milliseconds(100))
        try await withServer(limits) { port, _ in
            let connection = try await begin(port)
            connection.send(HandmadeFrames.get("/health/live", stream: 1))
            #expect(await connection.end(within: .seconds(20)) != nil)
            #expect(connection.frames.contains { $0.kind == .data && $0.stream == 1 })
            #expect(connection.frames.contains { $0.kind == .goAway })
        }
    }

    @Test func `requests that are reset at once, without an end, are cut off`() async throws {
        try await withServer(ServerLimits()) { port, _ in
            let connection = try await begin(port)
            for number in 0..<1000 {
                let stream = UInt32(2 * number + 1)
                connection.send(
                    HandmadeFrames.get("/health/live", stream: stream),
                    HandmadeFrames.reset(stream: stream)
                )
            }
            #expect(await connection.end(within: .seconds(20)) != nil)
        }
    }

    @Test func `a header of endless pieces is cut off`() async throws {
        try await withServer(ServerLimits()) { port, _ in
            let connection = try await begin(port)
            connection.send(HandmadeFrames.frame(.headers, flags: 1, stream: 1, [0x82]))
            for _ in 0..<100 { connection.send(HandmadeFrames.frame(.continuation, stream: 1, [0x87])) }
            #expect(await connection.end(within: .seconds(20)) != nil)
        }
    }

    @Test func `a client that takes nothing at all from its socket is cut off`() async throws {
        let limits = ServerLimits(maximumControlFrames: 1_000_000, writeTimeout: .milliseconds(500))
        try await withServer(limits) { port, server in
            let connection = try await begin(port, window: 1 << 24)
            connection.send(HandmadeFrames.windowUpdate(stream: 0, by: 1 << 30))
            try await wait(for: "the server said hello") { !connection.frames.isEmpty }
            try await connection.reads(false)
            for number in 0..<2000 {
                connection.send(HandmadeFrames.get("/openapi.yaml", stream: UInt32(2 * number + 1)))
            }
            try await wait(for: "the server closed it") { connection.lifetime != nil }
        }
    }

    @Test func `streams over the limit of all connections cost those that wait longest their places`() async throws {
        let limits = ServerLimits(maximumConnections: 32, maximumStreams: 20)
        try await withServer(limits) { port, _ in
            let greedy = try await begin(port, window: 0)
            for number in 0..<20 { greedy.send(HandmadeFrames.get("/openapi.yaml", stream: UInt32(2 * number + 1))) }
            try await wait(for: "the answers wait") { greedy.frames.count { $0.kind == .headers } == 20 }
            let other = try await begin(port)
            for number in 0..<20 { other.send(HandmadeFrames.get("/health/live", stream: UInt32(2 * number + 1))) }
            try await wait(for: "the other one was answered") {
                other.frames.count { $0.kind == .data && $0.endsStream } == 20
            }
            #expect(await greedy.end(within: .seconds(20)) != nil)
            await other.close()
        }
    }
}
