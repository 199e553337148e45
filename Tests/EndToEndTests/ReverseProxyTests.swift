import NIOHTTP1
import TesseraJOSE
import TesseraTesting
import Testing

extension EndToEnd {
    @Suite(
        "Behind nginx, with the configuration of the guide",
        .enabled(if: NginxServer.isInstalled, "nginx is not installed: Scripts/setup.sh --tests installs it")
    )
    struct ReverseProxyTests {
        @Test func `a request without a good token gets 401 with the challenge and never reaches the application`()
            async throws
        {
            try await withNginx { server, nginx in
                let none = try await nginx.api.send(.GET, "/")
                #expect(none.status == 401 && !none.text.contains("GET /"), "\(none)")
                let challenges =
                    "Bearer realm=\"\(server.issuer)\", DPoP realm=\"\(server.issuer)\", "
                    + #"algs="ES256 EdDSA PS256 RS256""#
                #expect(none.headers["WWW-Authenticate"] == [challenges])
                let forged = try await nginx.api.send(.GET, "/", token: "a.b.c")
                #expect(forged.status == 401 && forged.headers["WWW-Authenticate"].joined().contains("invalid_token"))
                for path in ["/_tessera/check", "/_tessera/check-admin", "/_tessera/"] {
                    #expect(try await nginx.api.send(.GET, path).status == 404, "\(path)")
                }
            }
        }

        @Test func `the application learns who asks, from the server and never from the client`() async throws {
            try await withNginx { server, nginx in
                let tokens = try await server.api.newSession("ada")
                let id = try await server.api.send(.GET, "/auth/me", token: tokens.access).string("id")
                var headers: [String: String] = ["Tessera_Subject": "mallory"]
                for name in Self.family { headers[name] = "mallory" }
                for method in [.GET, .POST, .DELETE] as [HTTPMethod] {
                    let answer = try await nginx.api.send(
                        method,
                        "/things?a=b",
                        method == .POST ? ["a": "b"] : nil,
                        token: tokens.access,
                        headers: headers
                    )
                    #expect(answer.status == 200, "\(answer)")
                    let lines = answer.text.split(separator: "\n").map(String.init)
                    #expect(lines.first == "\(method.rawValue) /things?a=b")
                    #expect(lines.filter { $0.hasPrefix("tessera-subject:") } == ["tessera-subject: \(id)"])
                    #expect(lines.contains("tessera-session: \(tokens.sessionID)"))
                    #expect(lines.contains("tessera-scope: account notes:read"))
                    #expect(lines.contains("tessera-client-id: first-party"))
                    #expect(!answer.text.contains("mallory"), "\(answer.text)")
                    #expect(!answer.text.contains("authorization:"), "the application needs no token")
                }
            }
        }

        @Test func `a bound token passes with a proof for the very request, and the application sees neither`()
            async throws
        {
            try await withNginx { server, nginx in
                _ = try await server.api.register("ada")
                let (mine, thiefs) = (try ProofKey(), try ProofKey())
                let token = try await mine.logIn("ada", at: server).string("access_token")
                let url = nginx.api.address + "/things?a=b"
                var headers = try mine.headers(.GET, url, token: token)
                // Words of the client about the request count nothing.
                headers["X-Forwarded-Uri"] = "/other"
                let answer = try await nginx.api.send(.GET, "/things?a=b", headers: headers)
                #expect(answer.status == 200, "\(answer)")
                #expect(!answer.text.contains("authorization:") && !answer.text.contains("dpop:"), "\(answer.text)")
                for (method, path, key) in [
                    (.GET, "/other", mine), (.DELETE, "/things?a=b", mine), (.GET, "/things", thiefs),
                ]
                    as [(HTTPMethod, String, ProofKey)]
                {
                    let headers = try key.headers(.GET, url, token: token)
                    #expect(try await nginx.api.send(method, path, headers: headers).status == 401, "\(path)")
                }
                #expect(try await nginx.api.send(.GET, "/things", token: token).status == 401)
            }
        }

        @Test func `a scope or a role that is missing is 403`() async throws {
            try await withNginx { server, nginx in
                let ada = try await server.api.newSession("ada").access
                #expect(try await nginx.api.send(.GET, "/notes/1", token: ada).status == 200)
                #expect(try await nginx.api.send(.GET, "/admin/x", token: ada).status == 403)
                #expect(try await nginx.api.send(.GET, "/admin/x").status == 401)
                let narrow = try await server.api.send(
                    .POST,
                    "/auth/login",
                    ["identifier": "ada", "password": .string(goodPassword), "scope": "account"]
                ).string("access_token")
                #expect(try await nginx.api.send(.GET, "/", token: narrow).status == 200)
                #expect(try await nginx.api.send(.GET, "/notes/1", token: narrow).status == 403)
            }
        }

        @Test func `after log-out the token passes no more`() async throws {
            try await withNginx { server, nginx in
                let tokens = try await server.api.newSession("ada")
                #expect(try await nginx.api.send(.GET, "/", token: tokens.access).status == 200)
                #expect(
                    try await server.api.send(.POST, "/auth/logout", ["refresh_token": .string(tokens.refresh)]).status
                        == 204
                )
                let answer = try await nginx.api.send(.GET, "/", token: tokens.access)
                #expect(answer.status == 401 && answer.headers["WWW-Authenticate"].joined().contains("invalid_token"))
            }
        }

        private static let family = [
            "Tessera-Subject", "Tessera-Client-Id", "Tessera-Session", "Tessera-Scope", "Tessera-Roles",
            "Tessera-Permissions", "Tessera-Token-Expires",
        ]

        private func withNginx(_ body: (TesseraServer, NginxServer) async throws -> Void) async throws {
            try await TemporaryFolder.with { folder in
                try await EchoServer.with { application in
                    try await TesseraServer.with(in: folder, flags: { _ in ["--scopes", "account notes:read"] }) {
                        server in
                        try await NginxServer.with(before: application, asking: server) { nginx in
                            try await body(server, nginx)
                        }
                    }
                }
            }
        }
    }
}
