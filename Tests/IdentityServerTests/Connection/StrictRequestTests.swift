import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import IdentityServer

/// What HTTP/1.1 forbids, sent over a real socket.
@Suite struct StrictRequestTests {
    private static let limits = ServerLimits(
        bodyTimeout: .seconds(2),
        idleTimeout: .milliseconds(300),
        lingerTimeout: .milliseconds(50)
    )

    /// Sends these bytes at once.
    ///
    /// - Returns: all that came until the server ended the connection, which it must.
    private func talk(_ bytes: String) async throws -> String {
        let server = try await TestServer(configureServer: { $0.limits = Self.limits })
        let result = ResultBox()
        try await server.runLive { caller in
            let connection = try await HandmadeConnection.open(port: try #require(caller.client.port), protocols: nil)
            connection.send(Array(bytes.utf8))
            #expect(await connection.end(within: .seconds(20)) != nil, "the server ends it")
            await result.set(String(decoding: connection.received, as: UTF8.self))
        }
        return await result.text
    }

    private actor ResultBox {
        private(set) var text = ""
        func set(_ text: String) { self.text = text }
    }

    /// A second request on the same connection, which must never be answered.
    private static let another = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [
        ("HTTP/1.1", "Transfer-Encoding: gzip, chunked", 501),
        ("HTTP/1.1", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", 501),
        ("HTTP/1.1", "Transfer-Encoding: chunked, chunked", 400), ("HTTP/1.1", "Transfer-Encoding: chunked, gzip", 400),
        ("HTTP/1.1", "Transfer-Encoding: identity", 400), ("HTTP/1.1", "Transfer-Encoding: xchunked", 400),
        ("HTTP/1.0", "Transfer-Encoding: chunked", 400),
        ("HTTP/1.0", "Connection: keep-alive\r\nTransfer-Encoding: chunked", 400),
        ("HTTP/1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked", 400),
        ("HTTP/1.1", "Transfer-Encoding: chunked\r\nContent-Length: 5", 400),
        ("HTTP/1.1", "Content-Length: 5\r\nContent-Length: 6", 400), ("HTTP/1.1", "Content-Length: 5, 6", 400),
        ("HTTP/1.1", "Content-Length: +5", 400), ("HTTP/1.1", "Content-Length: -5", 400),
        ("HTTP/1.1", "Content-Length: 0x5", 400),
    ])
    func `a body with a framing that is not HTTP's is refused, and nothing after it is read`(
        version: String,
        fields: String,
        status: Int
    ) async throws {
        let answer = try await talk(
            "POST /oauth2/revoke \(version)\r\nHost: a\r\n\(fields)\r\n\r\n0\r\n\r\n" + Self.another
        )
        #expect(
            answer.hasPrefix("HTTP/1.1 \(status) ") || answer.hasPrefix("HTTP/1.0 \(status) "),
            "\(answer.prefix(40))"
        )
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
        #expect(answer.lowercased().contains("connection: close"))
    }

    @Test(arguments: ["100-continue", "100-Continue"])
    func `a client that waits for 100 Continue gets it before it has sent its body, and the answer after it`(
        expectation: String
    ) async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            let connection = try await HandmadeConnection.open(port: try #require(caller.client.port), protocols: nil)
            let head =
                "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: \(expectation)\r\n"
                + "Content-Length: 2\r\n\r\n"
            for number in 1...2 {
                connection.send(Array(head.utf8))
                let before = try await Self.text(of: connection) {
                    $0.ranges(of: "100 Continue\r\n\r\n").count == number
                }
                #expect(before.hasSuffix("HTTP/1.1 100 Continue\r\n\r\n"), "\(before)")
                connection.send(Array("{}".utf8))
                let after = try await Self.text(of: connection) {
                    $0.ranges(of: "HTTP/1.1 400 ").count == number && $0.hasSuffix("}")
                }
                #expect(after.ranges(of: "HTTP/1.1 400 ").count == number)
            }
            await connection.close()
        }
    }

    @Test func `100 Continue is not told to HTTP/1.0, to another expectation, or once the body has come`() async throws
    {
        for (version, expectation) in [("1.0", "100-continue"), ("1.1", "200-ok")] {
            let answer = try await talk(
                "POST /auth/login HTTP/\(version)\r\nHost: a\r\nContent-Type: application/json\r\nExpect: \(expectation)\r\n"
                    + "Connection: close\r\nContent-Length: 2\r\n\r\n{}"
            )
            #expect(!answer.contains("100 Continue") && answer.contains(" 400 "), "\(answer.prefix(60))")
        }
    }

    /// What has come, as soon as it is right.
    private static func text(
        of connection: HandmadeConnection,
        when isRight: (String) -> Bool
    ) async throws -> String {
        let limit = ContinuousClock.now + .seconds(20)
        while true {
            let text = String(decoding: connection.received, as: UTF8.self)
            if isRight(text) || ContinuousClock.now > limit { return text }
            await Task.yield()
        }
    }

    @Test(arguments: ["chunked", "Chunked", " chunked "])
    func `a chunked body is read`(coding: String) async throws {
        let answer = try await talk(
            "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: \(coding)\r\n\r\n"
                + "2\r\n{}\r\n0\r\n\r\n"
        )
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("invalid_request"))
    }

    @Test(arguments: [
        "", "Host: a\r\nHost: a\r\n", "Host: a\r\nHost: b\r\n", "Host: \r\n", "Host: a b\r\n", "Host: a/b\r\n",
        "Host: a:b\r\n",
        "Host: user@a\r\n", "Host: [::1\r\n", "Host: a,b@c\r\n",
    ])
    func `a request without one good Host is refused`(host: String) async throws {
        let answer = try await talk("GET /health/live HTTP/1.1\r\n\(host)\r\n" + Self.another)
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer.prefix(40))")
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
    }

    @Test(arguments: ["a", "a:8080", "example.com", "127.0.0.1:80", "[::1]:8080", "[::1]", "xn--mnchen-3ya.de"])
    func `a request for a host is answered`(host: String) async throws {
        #expect(try await talk("GET /health/live HTTP/1.1\r\nHost: \(host)\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    }

    @Test func `HTTP/1.0 needs no Host`() async throws {
        let answer = try await talk("GET /health/live HTTP/1.0\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.") && answer.contains(" 200 "))
    }

    @Test func `an answer before the end of its request is the connection's last`() async throws {
        let answer = try await talk(
            "GET /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n" + Self.another
        )
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.lowercased().contains("connection: close"))
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
    }

    private static func otherSpellings(of path: String) -> [String] {
        let (rest, tail) = (String(path.dropFirst()), String(path.dropFirst(2)))
        let first = String(path.utf8.dropFirst().first ?? 0, radix: 16)
        let doubled: String = path.replacing("/", with: "//")
        return [
            "/\(path)", "\(path)/", "\(path)//", "/.\(path)", "\(path)/.", "/x/..\(path)", "\(path)/..", doubled,
            "/%2F\(rest)",
            "/%2e\(path)", "\(path)%2F", "\(path)%20", "/%\(first)\(tail)",
        ]
    }

    @Test func `every path has one spelling, with every method`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            for path in server.server.endpoints.map(\.path) where path != "/" {
                let good = path.replacing("{", with: "").replacing("}", with: "")
                for spelling in Self.otherSpellings(of: good) {
                    for method: HTTPRequest.Method in [.get, .post, .options] {
                        let status = try await caller.client.execute(uri: spelling, method: method) { $0.status }
                        #expect(status == .notFound, "\(method) \(spelling)")
                    }
                }
            }
            for spelling in ["//", "/.", "/%2F", "/%2e", "//health/live", "/health//live"] {
                let status = try await caller.client.execute(uri: spelling, method: .get) { $0.status }
                #expect(status == .notFound, "\(spelling)")
            }
            let status = try await caller.client.execute(uri: "/health/live?path=//a/%2e/", method: .get) { $0.status }
            #expect(status == .ok)
        }
    }
}
