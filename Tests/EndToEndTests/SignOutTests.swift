import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Sign-outs at another process")
    struct SignOutTests {
        @Test func `a sign-out ends its access token at an API within a second, and no other session's`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: Self.flags) { server in
                    try await NotesServer.with(for: server, audience: "notes") { notes in
                        let tokens = try await server.api.newSession("ada")
                        let other = try await server.api.session("ada")
                        for token in [tokens.access, other.access] {
                            #expect(try await notes.api.send(.GET, "/notes", token: token).status == 200)
                        }
                        let signedOut = try await server.api.send(
                            .POST,
                            "/auth/logout",
                            ["refresh_token": .string(tokens.refresh)]
                        )
                        #expect((200..<300).contains(signedOut.status), "\(signedOut)")
                        let start = ContinuousClock.now
                        let refusal = try await eventually("notes refused the token", within: .seconds(10)) {
                            let answer = try await notes.api.send(.GET, "/notes", token: tokens.access)
                            return answer.status == 401 ? answer : nil
                        }
                        #expect(ContinuousClock.now - start < .seconds(1))
                        #expect(try refusal.json["rule"] == "status", "\(refusal)")
                        #expect(try await notes.api.send(.GET, "/notes", token: other.access).status == 200)
                    }
                }
            }
        }

        @Sendable private static func flags(_ port: Int) -> [String] {
            ["--scopes", "account notes:read notes:write", "--audience", "http://localhost:\(port) notes"]
        }
    }
}
