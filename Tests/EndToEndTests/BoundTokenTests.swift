import NIOHTTP1
import TesseraJOSE
import TesseraTesting
import Testing

extension EndToEnd {
    @Suite("Tokens that are bound to a key")
    struct BoundTokenTests {
        private static let api = "http://localhost:8081"

        @Sendable private static func flags(_ port: Int) -> [String] {
            ["--scopes", "account notes:read notes:write", "--audience", "http://localhost:\(port) \(api)"]
        }

        @Test func `a bound token works where it was bound, and a stolen one nowhere`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: Self.flags) { server in
                    try await NotesServer.with(for: server, audience: Self.api) { notes in
                        _ = try await server.api.register("ada")
                        let (mine, thiefs) = (try ProofKey(), try ProofKey())
                        let signedIn = try await mine.logIn("ada", at: server)
                        #expect(try signedIn.string("token_type") == "DPoP")
                        let nonce = try #require(signedIn.headers.first(name: "DPoP-Nonce"))
                        let refreshURL = server.api.address + "/auth/refresh"
                        let (token, refresh) = (
                            try signedIn.string("access_token"), try signedIn.string("refresh_token")
                        )

                        // The API takes it with a proof, and only so.
                        let notesURL = Self.api + "/notes"
                        func list(_ headers: [String: String]) async throws -> Int {
                            try await notes.api.send(.GET, "/notes", headers: headers).status
                        }
                        let proven = try mine.headers(.GET, notesURL, token: token)
                        #expect(try await list(proven) == 200)
                        #expect(try await list(proven) == 401, "a proof is good once")
                        #expect(try await list(["Authorization": "Bearer \(token)"]) == 401)
                        #expect(try await list(thiefs.headers(.GET, notesURL, token: token)) == 401)
                        let elsewhere = try mine.headers(.GET, "http://elsewhere.example/notes", token: token)
                        #expect(try await list(elsewhere) == 401)

                        // Another key refreshes nothing, and the session goes on.
                        func refreshed(_ key: ProofKey) async throws -> Answer {
                            try await server.api.send(
                                .POST,
                                "/auth/refresh",
                                ["refresh_token": .string(refresh)],
                                headers: key.headers(.POST, refreshURL, nonce: nonce)
                            )
                        }
                        let stolen = try await refreshed(thiefs)
                        #expect(try stolen.status == 400 && stolen.string("error") == "invalid_dpop_proof", "\(stolen)")
                        let next = try await refreshed(mine)
                        try #require(next.status == 200, "\(next)")
                        let successor = try next.string("access_token")
                        #expect(try await list(mine.headers(.GET, notesURL, token: successor)) == 200)
                    }
                }
            }
        }
    }
}
