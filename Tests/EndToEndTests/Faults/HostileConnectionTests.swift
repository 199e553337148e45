import TestSupport
import Testing

/// Clients of the real program that are silent, slow or never finish, with the time limits that it ships with.
///
/// All of them wait side by side, so that the suite lasts as long as the longest limit.
@Suite(.enabled(if: TestCertificate.isPossible, "needs openssl"))
struct HostileConnectionTests {
    private struct Hostile: Sendable {
        let name: String
        /// When the server must end the connection, in seconds after it was opened.
        let seconds: Int
        var protocols: [String]? = ["h2"]
        /// What it does; the connection's end ends this, too.
        let act: @Sendable (HandmadeConnection) async throws -> Void
    }

    /// How much later than the limit an end may come: announcing it takes a second, good-byes under TLS another, and on a busy machine the
    /// answers that are not taken begin to wait late.
    private static let slack = Duration.seconds(25)

    private static let begin = HandmadeFrames.preface + HandmadeFrames.settings([4: 0])
    private static let streams = (0..<100).map { UInt32(2 * $0 + 1) }

    private static let overHTTP2 = [
        Hostile(name: "no handshake", seconds: 10, protocols: nil) { _ in },
        Hostile(name: "no preface", seconds: 10) { _ in },
        Hostile(name: "silent after SETTINGS", seconds: 10) { $0.send(begin) },
        Hostile(name: "only PING", seconds: 10) { connection in
            connection.send(begin)
            while connection.lifetime == nil {
                connection.send(HandmadeFrames.ping)
                try await Task.sleep(for: .seconds(1))
            }
        },
        Hostile(name: "a header without an end", seconds: 10) {
            $0.send(begin, HandmadeFrames.frame(.headers, flags: 1, stream: 1, [0x82]))
        },
        Hostile(name: "a frame without an end beside an answer", seconds: 10) {
            $0.send(begin, HandmadeFrames.get("/openapi.yaml", stream: 1), [0, 0, 100, 1])
        },
        Hostile(name: "a body without an end", seconds: 30) {
            $0.send(
                begin,
                HandmadeFrames.post("/auth/login", stream: 1),
                HandmadeFrames.frame(.data, stream: 1, [0x7B])
            )
        },
        Hostile(name: "a hundred bodies without an end", seconds: 30) { connection in
            connection.send(begin + streams.flatMap { HandmadeFrames.post("/auth/login", stream: $0) })
        },
        Hostile(name: "a hundred answers that are not taken", seconds: 30) { connection in
            connection.send(begin + streams.flatMap { HandmadeFrames.get("/openapi.yaml", stream: $0) })
        },
        Hostile(name: "a hundred answers that are taken byte by byte", seconds: 30) { connection in
            connection.send(begin + streams.flatMap { HandmadeFrames.get("/openapi.yaml", stream: $0) })
            while connection.lifetime == nil {
                connection.send(streams.flatMap { HandmadeFrames.windowUpdate(stream: $0, by: 1) })
                try await Task.sleep(for: .seconds(5))
            }
        },
        Hostile(name: "no request after the first", seconds: 60) {
            $0.send(HandmadeFrames.preface, HandmadeFrames.settings(), HandmadeFrames.get("/health/live", stream: 1))
        },
    ]

    private static let overHTTP1 = [
        Hostile(name: "HTTP/1.1: silent", seconds: 10, protocols: ["http/1.1"]) { _ in },
        Hostile(name: "HTTP/1.1: a header without an end", seconds: 10, protocols: ["http/1.1"]) {
            $0.send(Array("GET /health/live HTTP/1.1\r\nHost: a\r\n".utf8))
        },
        Hostile(name: "HTTP/1.1: a body without an end", seconds: 30, protocols: ["http/1.1"]) {
            $0.send(
                Array(
                    "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
                        .utf8
                )
            )
        },
        Hostile(name: "HTTP/1.1: no request after the first", seconds: 60, protocols: ["http/1.1"]) {
            $0.send(Array("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        },
    ]

    @Test
    func
        `silent, slow and unfinished connections end after the same 10, 30 and 60 seconds over HTTP/2 as over HTTP/1.1`()
        async throws
    {
        try await TestCertificate.with { certificate in
            try await TemporaryFolder.with { folder in
                let port = try FreePort.find()
                let flags = [
                    "--issuer", "https://localhost:\(port)", "--http-tls-certificate", certificate.chain,
                    "--http-tls-private-key", certificate.key,
                ]
                let program = try TesseraServer.start(in: folder, port: port, flags: flags)
                do {
                    try await eventually("the server listens\n\(program.transcript)") {
                        program.output.contains("Ctrl-C ends it.")
                    }
                    try await Self.expectEnds(of: Self.overHTTP2 + Self.overHTTP1, port)
                } catch {
                    try? await program.killAndWait()
                    throw error
                }
                try await program.killAndWait()
            }
        }
    }

    private static func expectEnds(of all: [Hostile], _ port: Int) async throws {
        try await withThrowingTaskGroup { group in
            for hostile in all {
                group.addTask {
                    let connection = try await HandmadeConnection.open(port: port, protocols: hostile.protocols)
                    let acting = Task { try await hostile.act(connection) }
                    let limit = Duration.seconds(hostile.seconds)
                    let lifetime = await connection.end(within: limit + slack)
                    acting.cancel()
                    #expect(lifetime != nil, "\(hostile.name): lasts on after \(limit + slack)")
                    if let lifetime { #expect(lifetime >= limit - .seconds(1), "\(hostile.name): \(lifetime)") }
                }
            }
            try await group.waitForAll()
        }
    }
}
