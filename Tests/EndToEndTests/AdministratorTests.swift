import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Administrators")
    struct AdministratorTests {
        @Test func `the one-time link makes the first administrator, once`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let token = try #require(server.setupToken, "\(server.program.output)")
                    let wrong = try await setUp(server, "A" + token.dropFirst(), "mallory")
                    #expect(wrong.status == 403 && wrong.text.contains("invalid_setup_token"), "\(wrong)")
                    let made = try await setUp(server, token, "root")
                    #expect(made.status == 201, "\(made)")
                    #expect(try made.json["roles"] == .array(["admin"]))
                    let again = try await setUp(server, token, "mallory")
                    #expect(again.status == 403 && again.text.contains("invalid_setup_token"), "\(again)")
                }
                try await TesseraServer.with(in: folder) { server in
                    #expect(server.setupToken == nil, "a link is printed though there is an administrator")
                }
            }
        }

        @Test func `an administrator lists, disables, enables and signs out; nobody else does`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let api = server.api
                    _ = try await setUp(server, try #require(server.setupToken), "root")
                    let root = try await api.session("root").access
                    let ada = try await api.newSession("ada")
                    let id = try await api.send(.GET, "/auth/me", token: ada.access).string("id")

                    for (method, path) in [
                        (.GET, "/admin/users"), (.GET, "/admin/users/\(id)"), (.POST, "/admin/users/\(id)/disable"),
                        (.POST, "/admin/users/\(id)/logout-everywhere"),
                    ] as [(HTTPMethod, String)] {
                        #expect(try await api.send(method, path).status == 401, "\(method) \(path)")
                        let answer = try await api.send(method, path, token: ada.access)
                        #expect(answer.status == 403, "\(method) \(path): \(answer)")
                    }

                    let list = try await api.send(.GET, "/admin/users", token: root)
                    let names = try list.json["users"]?.array?.compactMap { $0["user_name"]?.string } ?? []
                    #expect(Set(names) == ["root", "ada"], "\(list)")

                    let ended = try await api.send(.POST, "/admin/users/\(id)/logout-everywhere", token: root)
                    #expect(try ended.status == 200 && ended.json["ended"] == 1, "\(ended)")
                    #expect(try await api.refresh(ada.refresh).json["cause"] == "revoked_by_administrator")

                    let second = try await api.session("ada")
                    #expect(try await api.send(.POST, "/admin/users/\(id)/disable", token: root).status == 200)
                    #expect(try await api.refresh(second.refresh).json["cause"] == "account_disabled")
                    let own = try await api.send(.GET, "/auth/me", token: second.access)
                    #expect(try own.status == 401 && own.json["cause"] == "account_disabled", "\(own)")
                    #expect(try await api.logIn("ada").status == 403)
                    #expect(try await api.send(.POST, "/admin/users/\(id)/enable", token: root).status == 200)
                    #expect(try await api.logIn("ada").status == 200)
                }
            }
        }

        @Test func `the last administrator cannot be lost`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let made = try await setUp(server, try #require(server.setupToken), "root")
                    let (id, token) = try await (made.string("id"), server.api.session("root").access)
                    let roles = try await server.api.send(.PUT, "/admin/users/\(id)/roles", ["roles": []], token: token)
                    #expect(roles.status == 409 && roles.text.contains("last_administrator"), "\(roles)")
                    let disabled = try await server.api.send(.POST, "/admin/users/\(id)/disable", token: token)
                    #expect(disabled.status == 409 && disabled.text.contains("last_administrator"), "\(disabled)")
                }
            }
        }

        private func setUp(_ server: TesseraServer, _ token: String, _ userName: String) async throws -> Answer {
            try await server.api.send(
                .POST,
                "/auth/setup",
                ["setup_token": .string(token), "user_name": .string(userName), "password": .string(goodPassword)]
            )
        }
    }
}
