import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import IdentityServer

@Suite struct CookieTests {
    static let sameOrigin: HTTPFields = [.origin: TestServer.issuer, .tesseraClient: "web"]

    private func loginByCookie(_ caller: Caller, _ headers: HTTPFields = sameOrigin) async throws -> TestResponse {
        try await caller.post(
            "/auth/login",
            ["identifier": "ada", "password": .string(TestServer.password), "transport": "cookie"],
            headers
        )
    }

    private func cookie(_ answer: TestResponse) throws -> String {
        let header = try #require(answer.headers[.setCookie])
        return try #require(header.split(separator: ";").first.map(String.init))
    }

    @Test func `the cookie is __Host-, HttpOnly, Secure, SameSite=Strict, and the body holds no refresh token`()
        async throws
    {
        try await TestServer().run { caller in
            try await caller.register()
            let answer = try await loginByCookie(caller)
            #expect(answer.status == .ok)
            let header = try #require(answer.headers[.setCookie])
            #expect(header.hasPrefix("__Host-tessera-refresh=tsr_"))
            let attributes = Set(header.split(separator: ";").dropFirst().map { $0.drop { $0 == " " } })
            #expect(attributes == ["Max-Age=1209600", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"])
            #expect(try answer.json["refresh_token"] == nil)
            #expect(try answer.json["access_token"] != nil)
        }
    }

    @Test func `a refresh by cookie answers with the next cookie`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let first = try await cookie(loginByCookie(caller))
            var headers = Self.sameOrigin
            headers[.cookie] = first
            let answer = try await caller.post("/auth/refresh", nil, headers)
            #expect(answer.status == .ok)
            #expect(try answer.json["refresh_token"] == nil)
            #expect(try cookie(answer) != first)
        }
    }

    @Test(arguments: ["/auth/refresh", "/auth/logout"])
    func `the cookie alone does nothing: a foreign page gets 403`(path: String) async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let token = try await cookie(loginByCookie(caller))
            let attacks: [HTTPFields] = [
                [.cookie: token],
                [.cookie: token, .origin: TestServer.issuer],
                [.cookie: token, .tesseraClient: "web"],
                [.cookie: token, .tesseraClient: "web", .origin: "https://evil.example"],
                [.cookie: token, .tesseraClient: "web", .origin: "null"],
            ]
            for attack in attacks {
                try expectProblem(await caller.post(path, nil, attack), .crossSiteRequest)
            }
            var headers = Self.sameOrigin
            headers[.cookie] = token
            #expect(try await caller.post("/auth/refresh", nil, headers).status == .ok, "the session lives on")
        }
    }

    @Test func `a sign-in that would set the cookie for a foreign page is refused`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            try expectProblem(await loginByCookie(caller, [.origin: "https://evil.example"]), .crossSiteRequest)
            try expectProblem(await loginByCookie(caller, [:]), .crossSiteRequest)
        }
    }

    @Test func `an origin of the allow-list may use the cookie`() async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = ["https://app.example.com"] })
        try await server.run { caller in
            try await caller.register()
            let answer = try await loginByCookie(caller, [.origin: "https://app.example.com"])
            #expect(answer.status == .ok)
        }
    }

    @Test func `sign-out by cookie deletes the cookie, and so does a refused refresh`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            var headers = Self.sameOrigin
            headers[.cookie] = try await cookie(loginByCookie(caller))
            let logout = try await caller.post("/auth/logout", nil, headers)
            #expect(logout.status == .noContent)
            #expect(logout.headers[.setCookie]?.contains("Max-Age=0") == true)
            let refresh = try await caller.post("/auth/refresh", nil, headers)
            try expectProblem(refresh, .invalidGrant, cause: "signed_out")
            #expect(refresh.headers[.setCookie]?.contains("Max-Age=0") == true)
        }
    }

    @Test func `two cookies of the name are believed as little as none`() {
        #expect(RefreshCookie.token(in: "a=b; __Host-tessera-refresh=tsr_1; c=d") == "tsr_1")
        #expect(RefreshCookie.token(in: "__Host-tessera-refresh=tsr_1; __Host-tessera-refresh=tsr_2") == nil)
        #expect(RefreshCookie.token(in: "x__Host-tessera-refresh=tsr_1") == nil)
    }
}
