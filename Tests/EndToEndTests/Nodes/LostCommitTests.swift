import NIOHTTP1
import TesseraJOSE
import TestSupport
import Testing

extension EndToEnd {
    @Suite(
        "A commit whose answer is lost",
        .enabled(
            if: PostgresProgram.isInstalled,
            "PostgreSQL is not installed: Scripts/setup.sh --tests installs it"
        )
    )
    struct LostCommitTests {
        @Test func `is answered 503 with outcome_unknown, for it may have been done, and can be repeated`() async throws
        {
            try await withServer { server, link in
                let api = server.api
                let tokens = try await api.newSession("ada")
                let name: JSONValue = ["display_name": "Ada Lovelace"]
                link.set(.loseCommits)
                try expectUnknown(try await api.send(.PATCH, "/auth/me", name, token: tokens.access))
                try expectUnknown(try await api.refresh(tokens.refresh))
                try expectUnknown(try await api.register("bob"))
                // A read keeps nothing, so whatever becomes of its end changes no answer.
                #expect(try await api.send(.GET, "/auth/me", token: tokens.access).status == 200)
                link.set(.fair)
                // They were done: it is only that the server could not know.
                let me = try await api.send(.GET, "/auth/me", token: tokens.access)
                #expect(try me.status == 200 && me.string("display_name") == "Ada Lovelace", "\(me)")
                #expect(try await api.send(.PATCH, "/auth/me", name, token: tokens.access).status == 200)
                let refreshed = try await api.refresh(tokens.refresh)
                #expect(refreshed.status == 200, "\(refreshed)")
                #expect(try await api.refresh(Tokens(refreshed).refresh).status == 200)
                #expect([201, 409].contains(try await api.register("bob").status))
                #expect(server.program.ended == nil)
            }
        }

        private func expectUnknown(_ answer: Answer) throws {
            #expect(answer.status == 503, "\(answer)")
            #expect(answer.headers.first(name: "Content-Type")?.hasPrefix("application/problem+json") == true)
            #expect(answer.headers.contains(name: "Retry-After"))
            #expect(try answer.string("error") == "storage_unavailable", "\(answer)")
            #expect(try answer.string("cause") == "outcome_unknown", "\(answer)")
            let words = try answer.string("detail")
            #expect(words.contains("It may have been done or not"), "\(words)")
            #expect(!words.contains("Nothing was changed."), "\(words)")
        }

        private func withServer(_ body: @Sendable (TesseraServer, FaultyLink) async throws -> Void) async throws {
            try await TemporaryFolder.forPostgres { home in
                let postgres = try await PostgresProgram.make(in: home, port: FreePort.find())
                let link = try await FaultyLink.to(port: postgres.port)
                let url = "postgresql://\(PostgresProgram.name)@127.0.0.1:\(link.port)/\(PostgresProgram.name)"
                do {
                    try await TemporaryFolder.with { folder in
                        try await TesseraServer.with(in: folder, flags: { _ in ["--database-url", url] }) { server in
                            try await body(server, link)
                        }
                    }
                    try await link.close()
                    try await postgres.crash()
                } catch {
                    try? await link.close()
                    try? await postgres.crash()
                    throw error
                }
            }
        }
    }
}
