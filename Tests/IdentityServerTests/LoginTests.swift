import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct LoginTests {
    @Test func `a token answer has the members of RFC 6749 §5.1 and the session's`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let answer = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": .string(TestServer.password)]
            )
            #expect(answer.status == .ok)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.pragma] == "no-cache")
            let json = try answer.json
            #expect(json["token_type"] == "Bearer")
            #expect(json["expires_in"] == 300)
            #expect(json["scope"] == "account notes:read")
            #expect(json["generation"] == 0)
            #expect(json["refresh_expires_in"]?.integer == 1_209_600)
            #expect(json["refresh_token"]?.string?.hasPrefix("tsr_") == true)
            #expect(json["session_id"]?.string.flatMap { SessionID($0) } != nil)
            #expect(json["access_token"]?.string?.split(separator: ".").count == 3)
        }
    }

    @Test(arguments: ["identifier", "user_name", "email"])
    func `one signs in by identifier, user name or e-mail address`(member: String) async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let name: JSONValue = member == "email" ? "ADA@example.com" : "Ada"
            let answer = try await caller.call(
                .post,
                "/auth/login",
                .object(JSONObject([(member, name), ("password", .string(TestServer.password))]))
            )
            #expect(answer.status == .ok)
        }
    }

    @Test func `a sign-in may ask for less scope`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let answer = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": .string(TestServer.password), "scope": "notes:read"]
            )
            #expect(try answer.json["scope"] == "notes:read")
        }
    }

    @Test func `a wrong password and an unknown user get the same answer`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let wrong = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": "not the password at all"]
            )
            let unknown = try await caller.post(
                "/auth/login",
                ["identifier": "eve", "password": "not the password at all"]
            )
            try expectProblem(wrong, .invalidCredentials)
            try expectProblem(unknown, .invalidCredentials)
            #expect(try wrong.json["detail"] == unknown.json["detail"])
        }
    }

    @Test func `a disabled account is told so when the password is right`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let account = try await caller.register()
            let id = try #require(account["id"]?.string.flatMap { AccountID($0) })
            _ = try await server.identity.accounts.disable(id, by: .command)
            let answer = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": .string(TestServer.password)]
            )
            try expectProblem(answer, .accountDisabled)
        }
    }

    @Test func `too many attempts are answered with 429 and Retry-After`() async throws {
        let server = try await TestServer(configureRules: { rules in
            let one = ThrottleRule(burst: 1, every: .seconds(60))
            let many = ThrottleRule(burst: 1000, every: .seconds(1))
            rules.signInThrottle = SignInThrottleConfiguration(
                address: many,
                identifierAndAddress: one,
                identifier: many,
                registration: many
            )
        })
        try await server.run { caller in
            try await caller.register()
            for _ in 0..<2 {
                _ = try await caller.post("/auth/login", ["identifier": "ada", "password": "not the password at all"])
            }
            let answer = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": "not the password at all"]
            )
            try expectProblem(answer, .tooManyAttempts)
            #expect(answer.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
            #expect(try answer.json["retry_after"]?.integer == answer.headers[.retryAfter].flatMap { Int64($0) })
        }
    }

    @Test func `two identifiers, or none, are refused`() async throws {
        try await TestServer().run { caller in
            let two = try await caller.post(
                "/auth/login",
                ["user_name": "ada", "email": "ada@example.com", "password": .string(TestServer.password)]
            )
            try expectProblem(two, .invalidRequest, field: "identifier")
            let none = try await caller.post("/auth/login", ["password": .string(TestServer.password)])
            try expectProblem(none, .invalidRequest, field: "identifier")
        }
    }
}
