import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing

@testable import IdentityServer

/// Real sockets, with limits so small that no test waits long.
@Suite struct SlowClientTests {
    private static let limits = ServerLimits(
        maximumHeaderBytes: 2048,
        maximumHeaderFields: 20,
        // On a busy machine the client itself takes a while to send anything.
        headTimeout: .seconds(10),
        bodyTimeout: .milliseconds(150),
        idleTimeout: .milliseconds(150),
        lingerTimeout: .milliseconds(100)
    )

    private static let impatient = ServerLimits(headTimeout: .milliseconds(150))

    /// Connects, sends `pieces`, and reads until the server closes.
    ///
    /// - Returns: all that it sent.
    private func talk(_ pieces: [String], limits: ServerLimits = limits) async throws -> String {
        let server = try await TestServer(configureServer: { $0.limits = limits })
        let result = ResultBox()
        try await server.runLive { caller in
            let port = try #require(caller.client.port)
            let socket = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            // A server that never closes would hang the test.
            let guardian = Task {
                try await Task.sleep(for: .seconds(10))
                await result.append("THE SERVER DID NOT CLOSE")
                try await socket.channel.close()
            }
            try await socket.executeThenClose { inbound, outbound in
                do {
                    for piece in pieces { try await outbound.write(ByteBuffer(string: piece)) }
                    for try await bytes in inbound { await result.append(String(buffer: bytes)) }
                } catch let error where error is IOError || error is ChannelError {
                    // The server cut us off while we were still sending.
                }
            }
            guardian.cancel()
        }
        return await result.text
    }

    private actor ResultBox {
        private(set) var text = ""
        func append(_ more: String) { text += more }
    }

    @Test func `a connection that sends nothing is closed`() async throws {
        #expect(try await talk([], limits: Self.impatient) == "")
    }

    @Test func `a header that does not end is cut off`() async throws {
        #expect(try await talk(["GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: "], limits: Self.impatient) == "")
    }

    @Test func `a body that does not come is answered with 408, and the connection ends`() async throws {
        let answer = try await talk([
            "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        ])
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.contains("request_timeout"))
    }

    @Test func `a connection without further requests is closed after the answer`() async throws {
        let answer = try await talk(["GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"])
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }

    @Test func `two requests on one connection are both answered`() async throws {
        let request = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
        let answer = try await talk([request + request])
        #expect(answer.ranges(of: "HTTP/1.1 200 ").count == 2)
    }

    @Test func `a body that is too long by its length is answered with 413 and not read to the end`() async throws {
        let piece = String(repeating: "x", count: 65_536)
        let answer = try await talk(
            [
                "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n",
                piece, piece,
            ])
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(answer.contains("content_too_large"))
    }

    @Test(arguments: ["Transfer-Encoding: xchunked\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"])
    func `a body that is not framed as HTTP is the client's fault, not the server's`(_ framing: String) async throws {
        let answer = try await talk([
            "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + framing
        ])
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("malformed_request"))
    }

    @Test func `bytes that are no HTTP get a problem with the security headers`() async throws {
        let answer = try await talk(["NONSENSE\r\n\r\n"])
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("malformed_request"))
        let lower = answer.lowercased()
        for header in ["content-security-policy: ", "x-content-type-options: nosniff", "cache-control: no-store"] {
            #expect(lower.contains(header))
        }
    }

    @Test func `a header that is too long, or has too many fields, is refused`() async throws {
        let long = "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Long: \(String(repeating: "x", count: 4096))\r\n\r\n"
        #expect(try await talk([long]).hasPrefix("HTTP/1.1 431 "))
        let many = (0..<40).map { "X-\($0): y\r\n" }.joined()
        #expect(try await talk(["GET /health/live HTTP/1.1\r\nHost: a\r\n\(many)\r\n"]).hasPrefix("HTTP/1.1 431 "))
        let path = "GET /\(String(repeating: "x", count: 4096)) HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try await talk([path]).hasPrefix("HTTP/1.1 414 "))
    }
}
