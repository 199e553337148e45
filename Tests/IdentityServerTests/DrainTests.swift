import AsyncHTTPClient
import HummingbirdTesting
import Identity
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing

@testable import IdentityServer

/// A server that is told to stop while others still send it requests.
@Suite struct DrainTests {
    @Test func `told to stop, it first says that it is not ready and goes on answering, and only later closes`()
        async throws
    {
        let test = try await TestServer(configureServer: { $0.drainDelay = .seconds(7) })
        let (waits, waited) = AsyncStream.makeStream(of: Duration.self)
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        var server = test.server
        server.drainWait = { duration in
            waited.yield(duration)
            for await _ in gate {}
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = server.application { listening.yield($0.localAddress?.port ?? 0) }
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        async let running: Void = group.run()

        let port = try #require(await ports.first { _ in true })
        #expect(try await status(port, "/health/ready") == .ok)
        await group.triggerGracefulShutdown()
        #expect(await waits.first { _ in true } == .seconds(7))
        #expect(try await status(port, "/health/ready") == .serviceUnavailable)
        #expect(try await status(port, "/health/live") == .ok)
        opener.finish()
        try await running
        // The client knocks again and again until its time is over.
        await #expect(throws: (any Error).self) { try await status(port, "/health/live", patience: .seconds(1)) }
        await test.identity.shutdown()
    }

    @Test func `once it drains, each answer says that it is the connection's last, and is`() async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            let port = try #require(caller.client.port)
            let socket = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await socket.executeThenClose { inbound, outbound in
                let request = ByteBuffer(string: "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
                var answers = inbound.makeAsyncIterator()
                try await outbound.write(request)
                let first = try await answers.next().map { String(buffer: $0) } ?? ""
                #expect(first.hasPrefix("HTTP/1.1 200 ") && !first.lowercased().contains("connection: close"))
                server.server.readiness.drain()
                try await outbound.write(request)
                var second = ""
                // Until the server ends its side.
                while let bytes = try await answers.next() { second += String(buffer: bytes) }
                #expect(second.hasPrefix("HTTP/1.1 200 ") && second.lowercased().contains("connection: close"))
                #expect(second.hasSuffix("{\"status\":\"live\"}"))
            }
        }
    }

    private func status(
        _ port: Int,
        _ path: String,
        patience: TimeAmount = .seconds(30)
    ) async throws -> HTTPResponseStatus {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        return try await HTTPClient.shared.execute(request, timeout: patience).status
    }
}
