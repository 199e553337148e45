import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import IdentityServer

@Suite struct MiddlewareTests {
    @Test func `every answer carries the security headers: pages, data, errors and preflights alike`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            var answers: [TestResponse] = []
            for endpoint in server.server.endpoints {
                // The stream of events has no end, but a header like all others.
                let method = endpoint.path == "/status/events" ? HTTPRequest.Method.head : endpoint.method
                answers.append(try await caller.call(method, endpoint.path))
            }
            answers.append(try await caller.get("/nowhere"))
            answers.append(try await caller.call(.options, "/auth/me"))
            answers.append(try await caller.call(.trace, "/auth/me"))
            for answer in answers {
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                // Forms of the hosted pages need their Origin, which no-referrer takes away.
                let isHosted = policy == SecurityHeaders.hostedPolicy
                #expect(answer.headers[.referrerPolicy] == (isHosted ? "same-origin" : "no-referrer"))
                #expect(answer.headers[.cacheControl] != nil)
                #expect(answer.headers[.requestID] != nil)
                #expect(
                    answer.headers[.strictTransportSecurity] == nil,
                    "HSTS over plain HTTP would lock a developer out"
                )
                #expect(answer.headers[.server] == nil)
            }
        }
    }

    @Test func `behind a proxy that terminates TLS every answer carries HSTS`() async throws {
        let server = try await TestServer(
            issuer: "https://id.example.com",
            configureServer: {
                $0.isBehindProxy = true
                $0.trustedProxies = ["10.0.0.1"]
            }
        )
        try await server.run { caller in
            let answer = try await caller.get("/health/live")
            #expect(answer.headers[.strictTransportSecurity] == "max-age=63072000; includeSubDomains")
        }
    }

    @Test func `each request gets an id of its own, and a stranger cannot choose it`() async throws {
        try await TestServer().run { caller in
            let first = try await caller.get("/health/live", [.requestID: "chosen"])
            let second = try await caller.get("/health/live")
            #expect(first.headers[.requestID] != "chosen")
            #expect(first.headers[.requestID] != second.headers[.requestID])
        }
    }

    @Test func `an unknown path is 404, a known one with another method 405 with Allow`() async throws {
        try await TestServer().run { caller in
            try expectProblem(await caller.get("/nowhere"), .notFound)
            try expectProblem(await caller.get("/auth"), .notFound)
            let answer = try await caller.call(.delete, "/auth/login")
            try expectProblem(answer, .methodNotAllowed)
            #expect(answer.headers[.allow] == "POST, OPTIONS")
            let other = try await caller.call(.post, "/auth/me")
            #expect(other.headers[.allow] == "GET, HEAD, PATCH, DELETE, OPTIONS")
            let parameter = try await caller.call(.patch, "/admin/users/x/roles")
            try expectProblem(parameter, .methodNotAllowed)
        }
    }

    @Test(arguments: ["/nowhere", "/auth/nowhere", "/nowhere/", "/account/nowhere"])
    func `a browser at an unknown address gets a page, and a program the problem document`(path: String) async throws {
        try await TestServer().run { caller in
            let page = try await caller.get(path, [.accept: "text/html,application/xhtml+xml,*/*;q=0.8"])
            #expect(page.status == .notFound)
            #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
            #expect(page.headers[.contentSecurityPolicy] == SecurityHeaders.hostedPolicy)
            #expect(page.text.contains("href=\"/account\""))
            guard !path.hasPrefix("/account") else { return }
            #expect(page.headers[values: .vary].contains("Accept"))
            for accept in ["*/*", "application/json", "text/htmlx"] {
                try expectProblem(try await caller.get(path, [.accept: accept]), .notFound)
            }
        }
    }

    @Test func `a known path says its errors as before, whatever the browser wants`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.get("/auth/me", [.accept: "text/html"])
            try expectProblem(answer, .missingToken)
        }
    }

    @Test func `a body in a content coding is refused, and the codings that are accepted are named`() async throws {
        try await TestServer().run { caller in
            for coding in ["gzip", "br", "GZIP, identity", "x"] {
                let json = try await caller.send(
                    .post,
                    "/auth/login",
                    bytes: [0x1f, 0x8b],
                    [.contentType: "application/json", .contentEncoding: coding]
                )
                try expectProblem(json, .unsupportedMediaType)
                #expect(json.headers[.acceptEncoding] == "identity")
                let form = try await caller.send(
                    .post,
                    "/oauth2/introspect",
                    bytes: [0x1f, 0x8b],
                    [.contentType: "application/x-www-form-urlencoded", .contentEncoding: coding]
                )
                #expect(form.status == .badRequest)
                #expect(form.headers[.acceptEncoding] == "identity")
            }
            let plain = try await caller.post("/auth/login", ["a": 1], [.contentEncoding: "identity"])
            try expectProblem(plain, .invalidRequest)
            #expect(plain.headers[.acceptEncoding] == nil)
        }
    }

    @Test func `HEAD answers as GET without the body`() async throws {
        try await TestServer().run { caller in
            let get = try await caller.get("/.well-known/jwks.json")
            let head = try await caller.call(.head, "/.well-known/jwks.json")
            #expect(head.status == .ok)
            #expect(head.bytes.isEmpty)
            #expect(head.headers[.contentLength] == String(get.bytes.count))
            #expect(head.headers[.eTag] == get.headers[.eTag])
        }
    }

    @Test func `a preflight is answered for an origin on the allow-list only`() async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = ["https://app.example.com"] })
        try await server.run { caller in
            var headers: HTTPFields = [.origin: "https://app.example.com", .accessControlRequestMethod: "POST"]
            let allowed = try await caller.call(.options, "/auth/refresh", nil, headers)
            #expect(allowed.status == .noContent)
            #expect(allowed.headers[.accessControlAllowOrigin] == "https://app.example.com")
            #expect(allowed.headers[.accessControlAllowCredentials] == "true")
            #expect(allowed.headers[.accessControlAllowMethods] == "POST, OPTIONS")
            #expect(allowed.headers[.accessControlAllowHeaders]?.contains("Tessera-Client") == true)
            #expect(allowed.headers[.vary] == "Origin")
            headers[.origin] = "https://evil.example"
            let refused = try await caller.call(.options, "/auth/refresh", nil, headers)
            #expect(refused.headers[.accessControlAllowOrigin] == nil)
            #expect(refused.headers[.accessControlAllowCredentials] == nil)
            let problem = try await caller.post("/auth/refresh", nil, [.origin: "https://app.example.com"])
            #expect(
                problem.headers[.accessControlAllowOrigin] == "https://app.example.com",
                "errors too must be readable"
            )
        }
    }

    @Test func `OPTIONS tells what a path knows`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.call(.options, "/auth/me")
            #expect(answer.status == .noContent)
            #expect(answer.headers[.allow] == "GET, HEAD, PATCH, DELETE, OPTIONS")
            try expectProblem(await caller.call(.options, "/nowhere"), .notFound)
        }
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"])
    func `JSON is taken only where it says that it is JSON`(type: String) async throws {
        try await TestServer().run { caller in
            for path in ["/auth/login", "/auth/register", "/auth/refresh", "/auth/logout", "/auth/setup"] {
                try expectProblem(await caller.post(path, ["a": "b"], [.contentType: type]), .unsupportedMediaType)
                let none = try await caller.send(.post, path, bytes: Array("{\"a\":\"b\"}".utf8))
                try expectProblem(none, .unsupportedMediaType)
            }
            let charset = try await caller.post(
                "/auth/logout",
                ["refresh_token": "x"],
                [.contentType: "Application/JSON; charset=utf-8"]
            )
            #expect(charset.status == .noContent)
        }
    }

    @Test func `a body of more than 64 KiB is refused with 413, whether it says its length or not`() async throws {
        try await TestServer().run { caller in
            let long =
                Array("{\"password\":\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 65_536) + Array("\"}".utf8)
            let answer = try await caller.send(.post, "/auth/login", bytes: long, [.contentType: "application/json"])
            try expectProblem(answer, .contentTooLarge)
            let fitting =
                Array("{\"password\":\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 65_000) + Array("\"}".utf8)
            let other = try await caller.send(.post, "/auth/login", bytes: fitting, [.contentType: "application/json"])
            try expectProblem(other, .invalidRequest)
        }
    }
}
