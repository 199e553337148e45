import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Ownership")
    struct OwnershipTests {
        @Test func `another account's note is as absent as one that never was`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: Self.flags) { server in
                    try await NotesServer.with(for: server, audience: "notes") { notes in
                        let (ada, bob) = try await (server.api.newSession("ada"), server.api.newSession("bob"))
                        let secret: JSONValue = ["title": "Ada's", "text": "Nobody else's."]
                        let path =
                            try "/notes/"
                            + (await notes.api.send(.POST, "/notes", secret, token: ada.access).string("id"))
                        let absent = "/notes/00000000-0000-4000-8000-000000000000"
                        for (method, body) in [(.GET, nil), (.PUT, secret), (.DELETE, nil)]
                            as [(HTTPMethod, JSONValue?)]
                        {
                            let others = try await notes.api.send(method, path, body, token: bob.access)
                            let nobodys = try await notes.api.send(method, absent, body, token: bob.access)
                            #expect(others.status == 404 && nobodys.status == 404, "\(method): \(others)")
                            #expect(others.text == nobodys.text, "the answer tells that the note exists")
                        }
                        let list = try await notes.api.send(.GET, "/notes", token: bob.access)
                        #expect(try list.json["notes"]?.array == [], "\(list)")
                        let own = try await notes.api.send(.GET, path, token: ada.access)
                        #expect(try own.status == 200 && own.json["title"] == "Ada's", "\(own)")
                    }
                }
            }
        }

        @Test func `an API refuses no token, a token without the scope, one for another API and one of another issuer`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: Self.flags) { server in
                    try await NotesServer.with(for: server, audience: "notes") { notes in
                        let ada = try await server.api.newSession("ada")
                        #expect(try await notes.api.send(.GET, "/notes").status == 401)
                        let narrow = try await server.api.send(
                            .POST,
                            "/auth/login",
                            ["identifier": "ada", "password": .string(goodPassword), "scope": "notes:read"]
                        ).string("access_token")
                        #expect(try await notes.api.send(.GET, "/notes", token: narrow).status == 200)
                        let writing = try await notes.api.send(
                            .POST,
                            "/notes",
                            ["title": "a", "text": "b"],
                            token: narrow
                        )
                        #expect(writing.status == 403, "\(writing)")
                        #expect(writing.headers.first(name: "WWW-Authenticate")?.contains("insufficient_scope") == true)
                        try await NotesServer.with(for: server, audience: "somebody-else") { other in
                            let answer = try await other.api.send(.GET, "/notes", token: ada.access)
                            #expect(answer.status == 401, "\(answer)")
                        }
                        try await foreignToken { foreign in
                            let others = try await notes.api.send(.GET, "/notes", token: foreign)
                            let own = try await server.api.send(.GET, "/auth/me", token: foreign)
                            #expect(others.status == 401 && own.status == 401, "\(others)\n\(own)")
                        }
                    }
                }
            }
        }

        @Test func `another account's sessions cannot be ended, nor told from absent ones`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let (ada, bob) = try await (server.api.newSession("ada"), server.api.newSession("bob"))
                    let others = try await server.api.send(
                        .DELETE,
                        "/auth/sessions/\(ada.sessionID)",
                        token: bob.access
                    )
                    let absent = try await server.api.send(
                        .DELETE,
                        "/auth/sessions/00000000-0000-4000-8000-000000000000",
                        token: bob.access
                    )
                    #expect(others.status == 404 && absent.status == 404, "\(others)")
                    #expect(try others.json["detail"] == absent.json["detail"])
                    #expect(try await server.api.refresh(ada.refresh).status == 200)
                }
            }
        }

        @Sendable private static func flags(_ port: Int) -> [String] {
            ["--scopes", "account notes:read notes:write", "--audience", "http://localhost:\(port) notes"]
        }

        /// An access token of another server, with other keys.
        private func foreignToken(_ body: (String) async throws -> Void) async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: Self.flags) { server in
                    try await body(server.api.newSession("ada").access)
                }
            }
        }
    }
}
