import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import IdentityServer

@Suite struct AccountTests {
    @Test func `one's own account is shown to whoever has its access token`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.get("/auth/me", tokens.bearer)
            #expect(answer.status == .ok)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(try answer.json["user_name"] == "ada")
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/auth/me"), (.patch, "/auth/me"), (.delete, "/auth/me"), (.put, "/auth/me/password"),
        (.get, "/auth/me/export"), (.get, "/auth/sessions"), (.delete, "/auth/sessions/x"),
        (.post, "/auth/logout-everywhere"),
    ])
    func `without a token the answer is 401 with a challenge that names no error`(
        method: HTTPRequest.Method,
        path: String
    ) async throws {
        try await TestServer().run { caller in
            let answer = try await caller.call(method, path)
            try expectProblem(answer, .missingToken)
            #expect(
                answer.headers[.wwwAuthenticate] == "Bearer realm=\"\(TestServer.issuer)\", "
                    + "DPoP realm=\"\(TestServer.issuer)\", algs=\"ES256 EdDSA PS256 RS256\""
            )
        }
    }

    @Test func `an expired token is refused with invalid_token`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            server.clock.advance(by: .seconds(301))
            let answer = try await caller.get("/auth/me", tokens.bearer)
            try expectProblem(answer, .invalidToken)
            #expect(answer.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
        }
    }

    /// What a token of another node comes to, whose clock is ahead of this one's.
    @Test func `a token from a clock that is up to 30 s ahead is good everywhere, and one from further ahead nowhere`()
        async throws
    {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller, "notes-api", [.introspect])
            let tokens = try await caller.registerAndLogin()
            for (back, isGood) in [(1, true), (29, true), (1, false)] {
                server.clock.advance(by: .seconds(-back))
                for path in ["/auth/me", "/auth/check"] {
                    let answer = try await caller.get(path, tokens.bearer)
                    #expect((answer.status == .ok) == isGood, "\(path), \(back): \(answer.text)")
                }
                #expect(try await client.introspect(tokens.access)["active"] == .bool(isGood))
            }
        }
    }

    @Test func `a token that was changed is refused, and its text is in no answer`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let parts = tokens.access.split(separator: ".").map(String.init)
            let forged = [parts[0], parts[1], String(parts[2].reversed())].joined(separator: ".")
            let answer = try await caller.get("/auth/me", [.authorization: "Bearer \(forged)"])
            try expectProblem(answer, .invalidToken)
            #expect(!answer.text.contains(parts[1]))
        }
    }

    @Test(arguments: ["Bearer", "Bearer a b", "Bearer ü"])
    func `what is no bearer token at all is a bad request`(header: String) async throws {
        try await TestServer().run { caller in
            try expectProblem(await caller.get("/auth/me", [.authorization: header]), .invalidRequest)
        }
    }

    @Test func `a token in the query is refused`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            try expectProblem(await caller.get("/auth/me?access_token=\(tokens.access)"), .invalidRequest)
        }
    }

    @Test func `a merge patch sets, removes and leaves members`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            var headers = tokens.bearer
            headers[.contentType] = "application/merge-patch+json"
            let set = try await caller.call(.patch, "/auth/me", ["display_name": "Countess"], headers)
            #expect(try set.json["display_name"] == "Countess")
            #expect(try set.json["user_name"] == "ada")
            let cleared = try await caller.call(.patch, "/auth/me", ["display_name": nil], tokens.bearer)
            #expect(try cleared.json["display_name"] == JSONValue.null)
            let empty = try await caller.call(.patch, "/auth/me", [:], tokens.bearer)
            #expect(empty.status == .ok)
        }
    }

    @Test func `a new e-mail address needs the current password`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let without = try await caller.call(.patch, "/auth/me", ["email": "new@example.com"], tokens.bearer)
            #expect(without.status == .badRequest || without.status == .unauthorized)
            let with = try await caller.call(
                .patch,
                "/auth/me",
                ["email": "new@example.com", "current_password": .string(TestServer.password)],
                tokens.bearer
            )
            #expect(try with.json["email"] == "new@example.com")
        }
    }

    @Test func `guesses with one session's token do not slow the account's other sessions`() async throws {
        let server = try await TestServer(configureRules: {
            $0.signInThrottle.identifierAndAddress = ThrottleRule(burst: 5, every: .seconds(30))
        })
        try await server.run { caller in
            let stolen = try await caller.registerAndLogin()
            let own = try await caller.login()
            func answer(
                _ tokens: Tokens,
                _ method: HTTPRequest.Method,
                _ path: String,
                _ body: JSONObject
            ) async throws -> Int {
                try await caller.call(method, path, .object(body), tokens.bearer).status.code
            }
            let guess: JSONObject = ["current_password": "x", "new_password": "another horse battery staple"]
            for _ in 0..<5 { #expect(try await answer(stolen, .put, "/auth/me/password", guess) == 422) }
            #expect(try await answer(stolen, .put, "/auth/me/password", guess) == 429)
            #expect(try await answer(stolen, .delete, "/auth/me", ["password": "x"]) == 429)
            let mail: JSONObject = ["email": "new@example.com", "current_password": .string(TestServer.password)]
            #expect(try await answer(stolen, .patch, "/auth/me", mail) == 429)
            #expect(try await answer(own, .patch, "/auth/me", mail) == 200)
            #expect(try await answer(own, .delete, "/auth/me", ["password": .string(TestServer.password)]) == 204)
        }
    }

    @Test func `a new password ends every other session and keeps this one`() async throws {
        try await TestServer().run { caller in
            let other = try await caller.registerAndLogin()
            let mine = try await caller.login()
            let answer = try await caller.call(
                .put,
                "/auth/me/password",
                ["current_password": .string(TestServer.password), "new_password": "another long enough phrase"],
                mine.bearer
            )
            #expect(answer.status == .ok)
            #expect(try answer.json == ["ended": 1])
            try expectProblem(await caller.get("/auth/me", other.bearer), .sessionEnded, cause: "password_changed")
            #expect(try await caller.get("/auth/me", mine.bearer).status == .ok)
        }
    }

    @Test func `a wrong current password changes nothing`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.call(
                .put,
                "/auth/me/password",
                ["current_password": "wrong", "new_password": "another long enough phrase"],
                tokens.bearer
            )
            try expectProblem(answer, .wrongPassword)
            #expect(try await caller.login().access.isEmpty == false)
        }
    }

    @Test func `a weak new password is refused`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.call(
                .put,
                "/auth/me/password",
                ["current_password": .string(TestServer.password), "new_password": "short"],
                tokens.bearer
            )
            try expectProblem(answer, .passwordRefused)
        }
    }

    @Test func `an export is a JSON file with all that is held, and no secret`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.get("/auth/me/export", tokens.bearer)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
            #expect(answer.text.contains("ada@example.com"))
            #expect(answer.text.contains(tokens.session))
            #expect(!answer.text.contains("$argon2id$"))
        }
    }

    @Test func `deletion asks for the password and then leaves nothing to sign in with`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            try expectProblem(
                await caller.call(.delete, "/auth/me", ["password": "wrong"], tokens.bearer),
                .wrongPassword
            )
            let answer = try await caller.call(
                .delete,
                "/auth/me",
                ["password": .string(TestServer.password)],
                tokens.bearer
            )
            #expect(answer.status == .noContent)
            let login = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": .string(TestServer.password)]
            )
            try expectProblem(login, .invalidCredentials)
            let refresh = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            try expectProblem(refresh, .invalidGrant)
            try expectProblem(await caller.get("/auth/me", tokens.bearer), .sessionEnded)
        }
    }
}
