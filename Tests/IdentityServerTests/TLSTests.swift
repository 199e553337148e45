import AsyncHTTPClient
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import NIOSSL
import TestSupport
import Testing

@testable import IdentityServer

/// A server with a certificate, asked by curl.
@Suite struct TLSTests {
    private static func find(_ program: String) -> URL? {
        let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
        return folders.map { URL(filePath: $0).appending(path: program) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    private static var hasTools: Bool { TestCertificate.isPossible && find("curl") != nil }

    /// Runs a program without blocking a task's thread.
    ///
    /// - Returns: its standard output.
    private static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let process = Process()
        let executable: URL = try #require(find(program))
        process.executableURL = executable
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    private static func withCertificate(_ body: (TLSFiles) async throws -> Void) async throws {
        try await TestCertificate.with { made in
            try await body(TLSFiles(certificateChain: made.chain, privateKey: made.key))
        }
    }

    @Test(.enabled(if: hasTools, "needs openssl and curl"), arguments: ["--http1.1", "--http2"])
    func `under TLS it speaks HTTP/1.1 and HTTP/2, and every answer carries HSTS`(version: String) async throws {
        try await Self.withCertificate { files in
            let server = try await TestServer(issuer: "https://localhost", configureServer: { $0.tls = files })
            try await server.runLive { caller in
                let port = try #require(caller.client.port)
                let arguments = [
                    version, "--silent", "--include", "--max-time", "10", "--cacert", files.certificateChain,
                    "--write-out",
                    "version=%{http_version}", "https://localhost:\(port)/health/live",
                ]
                let answer = try await Self.run("curl", arguments)
                #expect(answer.contains("version=" + (version == "--http2" ? "2" : "1.1")))
                #expect(answer.lowercased().contains("strict-transport-security: max-age=63072000; includesubdomains"))
                #expect(answer.contains("{\"status\":\"live\"}"))
            }
        }
    }

    @Test(.enabled(if: hasTools, "needs openssl and curl"), arguments: ["--http1.1", "--http2"])
    func `while it drains, a connection takes no request after the one that it answers`(version: String) async throws {
        try await Self.withCertificate { files in
            let server = try await TestServer(issuer: "https://localhost", configureServer: { $0.tls = files })
            try await server.runLive { caller in
                let url = "https://localhost:\(try #require(caller.client.port))/health/live"
                let arguments = [
                    version, "--silent", "--include", "--max-time", "10", "--cacert", files.certificateChain,
                    "--write-out", "new connections: %{num_connects}; ", url, url,
                ]
                func connections(in answers: String) -> [Substring] {
                    answers.split(separator: "new connections: ").dropFirst().map { $0.prefix { $0 != ";" } }
                }
                let before = try await Self.run("curl", arguments)
                #expect(connections(in: before) == ["1", "0"], "\(before)")
                server.server.readiness.drain()
                let answers = try await Self.run("curl", arguments)
                #expect(connections(in: answers) == ["1", "1"], "\(answers)")
                #expect(answers.components(separatedBy: "{\"status\":\"live\"}").count == 3)
                // HTTP/2 has no such field.
                #expect(answers.lowercased().contains("connection: close") == (version == "--http1.1"))
            }
        }
    }

    @Test(.enabled(if: hasTools, "needs openssl and curl"))
    func `over HTTP/2 a body that does not come is answered with 408`() async throws {
        try await Self.withCertificate { files in
            let limits = ServerLimits(bodyTimeout: .milliseconds(150))
            let server = try await TestServer(
                issuer: "https://localhost",
                configureServer: {
                    $0.tls = files
                    $0.limits = limits
                }
            )
            try await server.runLive { caller in
                let port = try #require(caller.client.port)
                var configuration = HTTPClient.Configuration()
                configuration.tlsConfiguration = .makeClientConfiguration()
                configuration.tlsConfiguration?.trustRoots = .file(files.certificateChain)
                let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
                let (body, more) = AsyncStream.makeStream(of: ByteBuffer.self)
                more.yield(ByteBuffer(string: "{"))
                var request = HTTPClientRequest(url: "https://localhost:\(port)/auth/login")
                request.method = .POST
                request.headers.add(name: "Content-Type", value: "application/json")
                request.body = .stream(body, length: .unknown)
                let answer = try await client.execute(request, timeout: .seconds(10))
                #expect(answer.version == .http2)
                #expect(answer.status == .requestTimeout)
                more.finish()
                try await client.shutdown()
            }
        }
    }

    @Test(.enabled(if: hasTools, "needs openssl and curl"))
    func `a key that does not belong to the certificate is named at the start`() async throws {
        try await Self.withCertificate { first in
            try await Self.withCertificate { second in
                let files = TLSFiles(certificateChain: first.certificateChain, privateKey: second.privateKey)
                let error = try #require(throws: ServerConfigurationError.self) { try files.configuration() }
                #expect(error.description.contains(second.privateKey))
            }
        }
    }
}
