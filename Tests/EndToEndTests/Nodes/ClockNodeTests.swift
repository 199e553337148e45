import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite(
        "Nodes whose clocks differ",
        .enabled(
            if: PostgresProgram.isInstalled,
            "PostgreSQL is not installed: Scripts/setup.sh --tests installs it"
        ),
        .enabled(if: SettableClock.isPossible, "\(SettableClock.skipped)")
    )
    struct ClockNodeTests {
        /// Gives PostgreSQL, and a folder for the nodes in which a clock of their own lies.
        private func withDatabase(
            _ body: (PostgresProgram, TemporaryFolder, SettableClock) async throws -> Void
        )
            async throws
        {
            try await TemporaryFolder.forPostgres { home in
                let postgres = try await PostgresProgram.make(in: home, port: FreePort.find())
                do {
                    try await TemporaryFolder.with { try await body(postgres, $0, SettableClock(in: $0)) }
                    try await postgres.crash()
                } catch {
                    try? await postgres.crash()
                    throw error
                }
            }
        }

        private static func flags(_ postgres: PostgresProgram) -> [String] {
            FaultFlags.quick + [
                "--issuer", "http://localhost:1", "--database-url", postgres.url, "--log-level", "notice",
            ]
        }

        @Test(arguments: [1, 20, -20])
        func `what one node makes the other takes at once`(ahead: Int) async throws {
            try await withDatabase { postgres, folder, clock in
                try clock.set(ahead: ahead)
                let flags = Self.flags(postgres)
                try await TesseraServer.with(in: folder, flags: { _ in flags }) { first in
                    try await TesseraServer.with(in: folder, flags: { _ in flags }, launch: clock.launch) { second in
                        defer { SettableClock.cleanUp(after: second.program) }
                        _ = try await first.api.register("ada")
                        for round in 0..<6 {
                            let makers = round % 2 == 0 ? [second, first] : [first, second]
                            let tokens = try await makers[0].api.session("ada")
                            for path in ["/auth/me", "/auth/check"] {
                                let answer = try await makers[1].api.send(.GET, path, token: tokens.access)
                                #expect(answer.status == 200, "round \(round), \(path): \(answer)")
                            }
                            let refreshed = try await makers[1].api.refresh(tokens.refresh)
                            #expect(refreshed.status == 200, "round \(round): \(refreshed)")
                        }
                        let lead = try await second.api.metric("tessera_clock_lead_seconds")
                        #expect(abs(lead - Double(ahead)) < 0.5, "\(lead)")
                        #expect(try await abs(first.api.metric("tessera_clock_lead_seconds")) < 0.5)
                        let isTold = second.program.errors.contains("this node's clock differs from the database's")
                        #expect(abs(ahead) > 1 ? isTold : true, "\(second.program.transcript)")
                        #expect(!first.program.errors.contains("differs"))
                    }
                }
            }
        }

        @Test func `a clock that is set while the node runs is followed`() async throws {
            try await withDatabase { postgres, folder, clock in
                let flags = Self.flags(postgres)
                try await TesseraServer.with(in: folder, flags: { _ in flags }, launch: clock.launch) { server in
                    defer { SettableClock.cleanUp(after: server.program) }
                    let tokens = try await server.api.newSession("ada")
                    try clock.set(ahead: 3600)
                    try await eventually("the node followed\n\(server.program.transcript)", within: .seconds(30)) {
                        try await abs(server.api.metric("tessera_clock_lead_seconds") - 3600) < 5
                    }
                    let refreshed = try await server.api.refresh(tokens.refresh)
                    let next = try Tokens(refreshed)
                    #expect(try await server.api.send(.GET, "/auth/me", token: next.access).status == 200)
                    #expect(server.program.errors.contains("this node's clock differs from the database's"))
                    try clock.set(ahead: 0)
                    try await eventually("it agreed again\n\(server.program.transcript)", within: .seconds(30)) {
                        server.program.errors.contains("this node's clock agrees with the database's")
                    }
                    #expect(try await server.api.send(.GET, "/auth/me", token: next.access).status == 200)
                }
            }
        }

        @Test(arguments: [45, -45])
        func `a node whose clock is more than 30 s off is not started, in words`(ahead: Int) async throws {
            try await withDatabase { postgres, folder, clock in
                try clock.set(ahead: ahead)
                let program = try TesseraServer.start(
                    in: folder,
                    port: try FreePort.find(),
                    flags: Self.flags(postgres),
                    launch: clock.launch
                )
                defer { SettableClock.cleanUp(after: program) }
                #expect(try await program.end() == .exited(78), "\(program.transcript)")
                #expect(program.errors.contains(ahead > 0 ? "ahead of the database's" : "behind the database's"))
            }
        }
    }
}
