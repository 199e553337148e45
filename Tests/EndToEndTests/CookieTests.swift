import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("The cookie transport")
    struct CookieTests {
        private static let name = "__Host-tessera-refresh"

        @Test func `the refresh token is in a cookie that no script reads and no other site sends`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    _ = try await server.api.register("ada")
                    let answer = try await logIn(server, origin: server.issuer)
                    #expect(answer.status == 200, "\(answer)")
                    #expect(try answer.json["refresh_token"] == nil, "the refresh token is in the body too")
                    let cookie = try #require(answer.headers.first(name: "Set-Cookie"))
                    #expect(cookie.hasPrefix("\(Self.name)=tsr_"))
                    for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
                        #expect(cookie.contains("; \(attribute)"), "\(cookie)")
                    }
                    #expect(!cookie.lowercased().contains("domain"))

                    let foreign = try await logIn(server, origin: "https://evil.example")
                    #expect(foreign.status == 403 && foreign.text.contains("cross_site_request"), "\(foreign)")
                }
            }
        }

        @Test func `refresh and logout by cookie need the client's header and an origin on the list`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    _ = try await server.api.register("ada")
                    let first = try cookie(of: await logIn(server, origin: server.issuer))
                    let proofs = ["Tessera-Client": "end-to-end", "Origin": server.issuer]
                    for path in ["/auth/refresh", "/auth/logout"] {
                        for headers in [
                            [:], ["Tessera-Client": "end-to-end"], ["Origin": server.issuer],
                            ["Tessera-Client": "end-to-end", "Origin": "https://evil.example"],
                            ["Tessera-Client": "end-to-end", "Origin": "null"],
                        ] {
                            let answer = try await send(server, path, cookie: first, headers)
                            #expect(
                                answer.status == 403 && answer.text.contains("cross_site_request"),
                                "\(path) \(headers)"
                            )
                            #expect(answer.headers.first(name: "Access-Control-Allow-Origin") != "https://evil.example")
                        }
                    }

                    let refreshed = try await send(server, "/auth/refresh", cookie: first, proofs)
                    #expect(refreshed.status == 200, "\(refreshed)")
                    #expect(try refreshed.json["refresh_token"] == nil && refreshed.json["access_token"] != nil)
                    let second = try cookie(of: refreshed)
                    #expect(second != first)

                    let signedOut = try await send(server, "/auth/logout", cookie: second, proofs)
                    #expect(signedOut.status == 204, "\(signedOut)")
                    #expect(signedOut.headers.first(name: "Set-Cookie")?.contains("Max-Age=0") == true)
                    let refused = try await send(server, "/auth/refresh", cookie: second, proofs)
                    #expect(try refused.status == 400 && refused.json["cause"] == "signed_out", "\(refused)")
                    #expect(refused.headers.first(name: "Set-Cookie")?.contains("Max-Age=0") == true)
                }
            }
        }

        private func logIn(_ server: TesseraServer, origin: String) async throws -> Answer {
            let body: JSONValue = ["identifier": "ada", "password": .string(goodPassword), "transport": "cookie"]
            return try await server.api.send(
                .POST,
                "/auth/login",
                body,
                headers: ["Origin": origin, "Tessera-Client": "end-to-end"]
            )
        }

        private func send(
            _ server: TesseraServer,
            _ path: String,
            cookie: String,
            _ headers: [String: String]
        ) async throws -> Answer {
            try await server.api.send(.POST, path, headers: headers.merging(["Cookie": cookie]) { given, _ in given })
        }

        /// The pair that a browser would send back.
        private func cookie(of answer: Answer) throws -> String {
            let header = try #require(answer.headers.first(name: "Set-Cookie"), "\(answer)")
            return String(header.prefix { $0 != ";" })
        }
    }
}
