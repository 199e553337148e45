import Foundation
import NIOHTTP1
import Testing

extension EndToEnd {
    @Suite("The process")
    struct ProcessTests {
        @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
        func `a signal ends the server cleanly and soon, though clients keep their connections open`(
            signal: Int32
        ) async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    // The client keeps this connection for the next request.
                    let tokens = try await server.api.newSession("ada")
                    #expect(try await server.api.refresh(tokens.refresh).status == 200)
                    let began = ContinuousClock.now
                    server.program.signal(signal)
                    let ending = try await server.program.end()
                    #expect(ending == .exited(0), "\(server.program.transcript)")
                    #expect(ContinuousClock.now - began < .seconds(2))
                    #expect(server.program.errors.contains("tessera: stopped"))
                }
            }
        }

        @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
        func `a second signal ends a server that drains at once, and it says so`(signal: Int32) async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: { _ in ["--http-drain-delay", "60s"] }) { server in
                    server.program.signal(SIGTERM)
                    _ = try await eventually("the server drains") {
                        try await server.api.send(.GET, "/health/ready").status == 503 ? true : nil
                    }
                    let began = ContinuousClock.now
                    server.program.signal(signal)
                    #expect(try await server.program.end() == .exited(128 + signal), "\(server.program.transcript)")
                    #expect(ContinuousClock.now - began < .seconds(2))
                    #expect(server.program.errors.contains("stopped at once"))
                }
            }
        }

        @Test func `the log tells of requests in lines of JSON and of no secret`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: { _ in ["--log-level", "trace"] }) { server in
                    let tokens = try await server.api.newSession("ada")
                    let next = try Tokens(await server.api.refresh(tokens.refresh))
                    _ = try await server.api.refresh(tokens.refresh + "x")
                    _ = try await server.api.send(.GET, "/auth/me?access_token=\(next.access)")
                    server.program.signal(SIGTERM)
                    #expect(try await server.program.end() == .exited(0))
                    let log = server.program.errors
                    let lines = log.split(separator: "\n").dropLast()
                    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") }, "\(log)")
                    #expect(log.contains("/auth/login"))
                    for secret in [goodPassword, tokens.access, tokens.refresh, next.access, next.refresh] {
                        #expect(!log.contains(secret))
                    }
                }
            }
        }

        @Test func `each metric says what it means, and those that only grow are counters`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    _ = try await server.api.newSession("ada")
                    let metrics = try await server.api.send(.GET, "/metrics").text
                    #expect(Metrics.withoutHelp(metrics) == [])
                    #expect(metrics.contains("# TYPE tessera_database_writes counter\n"))
                    #expect(metrics.contains("# TYPE tessera_database_waiting gauge\n"))
                }
            }
        }

        @Test func `a second server on the same port says what is wrong, and the first one goes on`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    try await TemporaryFolder.with { other in
                        let second = try await other.tessera(
                            "serve",
                            "--http-port",
                            "\(server.port)",
                            "--log-level",
                            "critical"
                        )
                        #expect(second.ending == .exited(69), "\(second)")
                        #expect(
                            second.errors.hasPrefix("tessera: ") && second.errors.contains("the port is taken"),
                            "\(second)"
                        )
                        #expect(second.errors.split(separator: "\n").count == 1, "\(second)")
                    }
                    #expect(try await server.api.send(.GET, "/health/ready").status == 200)
                }
            }
        }

        @Test func `a database that a newer version used is refused and left as it is`() async throws {
            try await TemporaryFolder.with { folder in
                #expect(try await folder.tessera("database", "migrate").ending == .exited(0))
                try await folder.pretendNewerVersion()
                for command in [
                    ["serve", "--http-port", "\(try FreePort.find())"], ["user", "list"], ["database", "migrate"],
                ] {
                    let path = ProgramFolder.url.appendingPathComponent("tessera").path
                    let outcome = try await folder.run(path, command)
                    #expect(outcome.ending == .exited(69), "\(command): \(outcome)")
                    #expect(outcome.errors.contains("newer version"), "\(command): \(outcome)")
                    #expect(outcome.output.isEmpty)
                }
            }
        }

        @Test func `a database without its master secret, or with another, is refused`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { _ in }
                let secret = folder.path(".tessera/master-secret")
                try FileManager.default.moveItem(atPath: secret, toPath: secret + ".kept")
                let missing = try await folder.tessera("user", "list")
                #expect(missing.ending == .exited(78) && missing.errors.contains("master secret"), "\(missing)")
                #expect(!FileManager.default.fileExists(atPath: secret), "a new secret was made for an old database")

                let other = String(repeating: "QUJD", count: 16)
                let wrong = try await folder.tessera("key", "list", environment: ["TESSERA_MASTER_SECRET": other])
                #expect(wrong.ending == .exited(78) && wrong.errors.contains("master secret"), "\(wrong)")
                #expect(!wrong.errors.contains(other))

                try FileManager.default.moveItem(atPath: secret + ".kept", toPath: secret)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
                let readable = try await folder.tessera("user", "list")
                #expect(readable.ending == .exited(78) && readable.errors.contains("chmod 600"), "\(readable)")
            }
        }
    }
}
