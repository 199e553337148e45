import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("The walk: register, log in, call an API, expire, refresh, log out")
    struct WalkTests {
        /// A server whose access tokens live for eight seconds, time enough for a busy machine, and are for the server itself and for an API.
        @Sendable static func flags(_ port: Int) -> [String] {
            [
                "--access-token-lifetime", "8s", "--scopes", "account notes:read notes:write",
                "--audience", "http://localhost:\(port) notes",
            ]
        }

        @Test func `a person goes the whole way, and each step answers as it should`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: Self.flags) { server in
                    try await NotesServer.with(for: server, audience: "notes") { notes in
                        let first = try await logIn(server)
                        try await decode(first, server)
                        let note: JSONValue = ["title": "First", "text": "Mine alone."]
                        let made = try await notes.api.send(.POST, "/notes", note, token: first.access)
                        #expect(made.status == 201, "\(made)")

                        let refused = try await refusalAfterExpiry(of: first, notes)
                        let challenge = refused.headers.first(name: "WWW-Authenticate") ?? ""
                        #expect(challenge.hasPrefix("Bearer ") && challenge.contains("error=\"invalid_token\""))
                        let own = try await server.api.send(.GET, "/auth/me", token: first.access)
                        #expect(own.status == 401, "the issuer itself: \(own)")

                        let refreshed = try await server.api.refresh(first.refresh)
                        #expect(refreshed.status == 200, "\(refreshed)")
                        let second = try Tokens(refreshed)
                        #expect(second.refresh != first.refresh && second.sessionID == first.sessionID)
                        let retried = try await notes.api.send(.GET, "/notes", token: second.access)
                        #expect(retried.status == 200, "\(retried)")
                        #expect(try retried.json["notes"]?.array?.first?["title"] == "First")

                        try await logOut(second, server)
                    }
                }
            }
        }

        private func logIn(_ server: TesseraServer) async throws -> Tokens {
            let registered = try await server.api.register("ada")
            #expect(registered.status == 201, "\(registered)")
            #expect(try registered.string("user_name") == "ada")
            #expect(!registered.text.contains(goodPassword))
            let again = try await server.api.register("ADA")
            #expect(again.status == 409 && again.text.contains("user_name_taken"), "\(again)")

            let wrong = try await server.api.send(
                .POST,
                "/auth/login",
                ["identifier": "ada", "password": "a wrong password, clearly"]
            )
            #expect(wrong.status == 401 && wrong.text.contains("invalid_credentials"), "\(wrong)")

            let answer = try await server.api.logIn("ada")
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.headers.first(name: "Cache-Control") == "no-store")
            let body = try answer.json
            #expect(body["token_type"] == "Bearer" && body["expires_in"] == 8)
            #expect(body["scope"] == "account notes:read notes:write")
            return try Tokens(answer)
        }

        /// Decodes and verifies the token with the command, as RFC 9068 §2 has it.
        private func decode(_ tokens: Tokens, _ server: TesseraServer) async throws {
            let decoded = try await server.folder.tessera("token", "decode", tokens.access, "--json")
            #expect(decoded.ending == .exited(0), "\(decoded)")
            let (header, payload) = (try decoded.json["header"], try decoded.json["payload"])
            #expect(header?["typ"] == "at+jwt" && header?["alg"] == "ES256")
            #expect(payload?["iss"] == .string(server.issuer))
            #expect(payload?["aud"] == .array([.string(server.issuer), "notes"]))
            #expect(payload?["sid"] == .string(tokens.sessionID))
            #expect(payload?["scope"] == "account notes:read notes:write")
            #expect(payload?["amr"] == .array(["pwd"]))
            for claim in ["sub", "client_id", "jti"] { #expect(payload?[claim] != nil, "\(claim)") }
            let issued = try #require(payload?["iat"]?.integer)
            #expect(payload?["exp"]?.integer == issued + 8)
            #expect(payload?["auth_time"]?.integer.map { issued - 60...issued ~= $0 } == true)

            let keys = server.api.address + "/.well-known/jwks.json"
            // Judged as of the moment when it was made, so that a slow machine does not matter.
            let verified = try await server.folder.tessera(
                "token",
                "verify",
                "-",
                "--jwks",
                keys,
                "--issuer",
                server.issuer,
                "--audience",
                "notes",
                "--type",
                "at+jwt",
                "--now",
                "\(issued)",
                "--json",
                input: tokens.access
            )
            #expect(verified.ending == .exited(0), "\(verified)")
            #expect(try verified.json["accepted"] == true)
            let forged = try await server.folder.tessera(
                "token",
                "verify",
                tokens.access.dropLast(4) + "AAAA",
                "--jwks",
                keys,
                "--now",
                "\(issued)",
                "--json"
            )
            #expect(forged.ending == .exited(1), "\(forged)")
            #expect(try forged.json["accepted"] == false && forged.json["rule"] == "signature")
        }

        private func refusalAfterExpiry(of tokens: Tokens, _ notes: NotesServer) async throws -> Answer {
            try await eventually("the access token expired") {
                let answer = try await notes.api.send(.GET, "/notes", token: tokens.access)
                return answer.status == 200 ? nil : answer
            }
        }

        private func logOut(_ tokens: Tokens, _ server: TesseraServer) async throws {
            let signedOut = try await server.api.send(.POST, "/auth/logout", ["refresh_token": .string(tokens.refresh)])
            #expect(signedOut.status == 204, "\(signedOut)")
            let refused = try await server.api.refresh(tokens.refresh)
            #expect(refused.status == 400, "\(refused)")
            #expect(refused.headers.first(name: "Content-Type") == "application/problem+json")
            #expect(try refused.json["error"] == "invalid_grant" && refused.json["cause"] == "signed_out")
        }
    }
}
