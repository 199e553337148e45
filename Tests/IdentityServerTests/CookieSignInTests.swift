import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import IdentityServer

/// What a page meets that keeps its session in the cookie: before it is there, when it is not kept, and where it never would be.
@Suite struct CookieSignInTests {
    private static let app = "https://app.example.com"
    private static let sameOrigin = CookieTests.sameOrigin

    private func login(
        _ caller: Caller,
        _ headers: HTTPFields,
        transport: String = "cookie"
    ) async throws -> TestResponse {
        try await caller.post(
            "/auth/login",
            ["identifier": "ada", "password": .string(TestServer.password), "transport": .string(transport)],
            headers
        )
    }

    private func cookie(_ answer: TestResponse) throws -> String {
        try #require(answer.headers[.setCookie]?.split(separator: ";").first.map(String.init))
    }

    @Test func `a page that asks whether somebody is signed in gets 204 when nobody is, which is no error`()
        async throws
    {
        try await TestServer().run { caller in
            let answer = try await caller.post("/auth/refresh?without_session=204", nil, Self.sameOrigin)
            #expect(answer.status == .noContent && answer.text.isEmpty)
            #expect(answer.headers[.tesseraSession] == "none")
            #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.setCookie] == nil)
        }
    }

    @Test func `a malformed attempt is refused there, too`() async throws {
        try await TestServer().run { caller in
            var headers = Self.sameOrigin
            headers[.tesseraAttempt] = "two words"
            let answer = try await caller.post("/auth/refresh?without_session=204", nil, headers)
            try expectProblem(answer, .invalidRequest, field: "Tessera-Attempt")
        }
    }

    @Test(arguments: ["", "?without_session=200", "?without_session", "?without_session=", "?with_session=204"])
    func `a client that does not ask so gets the error, as ever`(query: String) async throws {
        try await TestServer().run { caller in
            let answer = try await caller.post("/auth/refresh" + query, nil, Self.sameOrigin)
            try expectProblem(answer, .invalidRequest, field: "refresh_token")
        }
    }

    @Test func `the question changes nothing for who has a cookie, a token, or a cookie that is no good`() async throws
    {
        try await TestServer().run { caller in
            try await caller.register()
            var headers = Self.sameOrigin
            headers[.cookie] = try await cookie(login(caller, headers))
            let answer = try await caller.post("/auth/refresh?without_session=204", nil, headers)
            #expect(answer.status == .ok)
            let body = try await caller.post(
                "/auth/refresh?without_session=204",
                ["refresh_token": "tsr_rubbish"],
                headers
            )
            try expectProblem(body, .invalidGrant)
            headers[.cookie] = "__Host-tessera-refresh=tsr_rubbish"
            try expectProblem(await caller.post("/auth/refresh?without_session=204", nil, headers), .invalidGrant)
            let foreign: HTTPFields = [
                .cookie: try cookie(answer), .origin: "https://evil.example", .tesseraClient: "web",
            ]
            try expectProblem(await caller.post("/auth/refresh?without_session=204", nil, foreign), .crossSiteRequest)
        }
    }

    @Test func `a page of an allowed origin may read that header`() async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = [Self.app] })
        try await server.run { caller in
            let answer = try await caller.post(
                "/auth/refresh?without_session=204",
                nil,
                [.origin: Self.app, .tesseraClient: "web"]
            )
            #expect(answer.headers[.accessControlExposeHeaders]?.contains("Tessera-Session") == true)
            #expect(answer.headers[.accessControlExposeHeaders]?.contains("X-Request-Id") == true)
        }
    }

    @Test func `a page can ask which session its cookie names: this one, or none when the browser sends none`()
        async throws
    {
        try await TestServer().run { caller in
            try await caller.register()
            let none = try await caller.post("/auth/cookie", nil, Self.sameOrigin)
            #expect(none.status == .ok && none.headers[.cacheControl] == "no-store")
            #expect(try none.json == ["session_id": .null])
            let signedIn = try await login(caller, Self.sameOrigin)
            var headers = Self.sameOrigin
            headers[.cookie] = try cookie(signedIn)
            #expect(
                try await caller.post("/auth/cookie", nil, headers).json["session_id"] == signedIn.json["session_id"]
            )
            // Nothing was rotated by asking.
            #expect(try await caller.post("/auth/refresh", nil, headers).json["generation"] == 1)
            headers[.cookie] = "__Host-tessera-refresh=tsr_rubbish"
            #expect(try await caller.post("/auth/cookie", nil, headers).json == ["session_id": .null])
        }
    }

    @Test func `a foreign page learns nothing of the cookie`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let token = try await cookie(login(caller, Self.sameOrigin))
            let attacks: [HTTPFields] = [
                [.cookie: token],
                [.cookie: token, .tesseraClient: "web", .origin: "https://evil.example"],
                [.cookie: token, .origin: TestServer.issuer],
            ]
            for attack in attacks {
                try expectProblem(await caller.post("/auth/cookie", nil, attack), .crossSiteRequest)
            }
        }
    }

    @Test func `a page of another site is refused the cookie at sign-in, by name and with the remedy`() async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = [Self.app] })
        try await server.run { caller in
            try await caller.register()
            let answer = try await login(caller, [.origin: Self.app, .secFetchSite: "cross-site"])
            try expectProblem(answer, .crossSiteCookie, field: "transport")
            #expect(answer.headers[.setCookie] == nil)
            let detail = try answer.json["detail"]?.string ?? ""
            #expect(detail.contains("SameSite=Strict") && detail.contains("one site") && detail.contains("\"body\""))
            // No session was made.
            let tokens = try await caller.login()
            let list = try await caller.get("/auth/sessions", tokens.bearer).json["sessions"]?.array
            #expect(list?.count == 1)
        }
    }

    @Test(arguments: ["same-origin", "same-site", "none", nil])
    func `a page of the same site gets it, and so does who does not say`(site: String?) async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = [Self.app] })
        try await server.run { caller in
            try await caller.register()
            var headers: HTTPFields = [.origin: Self.app]
            headers[.secFetchSite] = site
            #expect(try await login(caller, headers).headers[.setCookie] != nil)
        }
    }

    @Test func `in the body a page of another site gets its token`() async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = [Self.app] })
        try await server.run { caller in
            try await caller.register()
            let answer = try await login(caller, [.origin: Self.app, .secFetchSite: "cross-site"], transport: "body")
            #expect(answer.status == .ok)
        }
    }

    @Test func `an origin that may not use the cookie at all is told that, wherever it lies`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let answer = try await login(caller, [.origin: "https://evil.example", .secFetchSite: "cross-site"])
            try expectProblem(answer, .crossSiteRequest)
        }
    }
}
