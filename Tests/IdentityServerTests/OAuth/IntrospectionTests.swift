import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Persistence
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import IdentityServer

@Suite("Introspection (RFC 7662)")
struct IntrospectionTests {
    @Test("a good access token is active, with what it says")
    func accessToken() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let account = try await caller.register()
            let tokens = try await caller.login()
            let client = try await server.client(caller)
            let answer = try await client.post("/oauth2/introspect", [("token", tokens.access)])
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.pragma] == "no-cache")
            let json = try answer.json
            #expect(json["active"] == true && json["token_type"] == "Bearer")
            #expect(json["sub"] == account["id"] && json["sid"] == .string(tokens.session))
            #expect(json["iss"] == .string(TestServer.issuer) && json["aud"] == .string(TestServer.issuer))
            #expect(json["client_id"] == "first-party" && json["scope"] == "account notes:read")
            #expect(json["iat"] == 1_800_000_000 && json["exp"] == 1_800_000_300)
            #expect(
                json["roles"] == nil && json["status"] == nil && json["jti"]?.string?.isEmpty == false
                    && json["auth_time"] == 1_800_000_000
            )
        }
    }

    @Test(
        "a good refresh token is inactive to a client that has no permission of its own for it, with and without a hint",
        arguments: [[], [.introspect], [.introspect, .revoke]] as [Set<ClientPermission>]
    )
    func refreshTokenAtAnAPI(permissions: Set<ClientPermission>) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "notes-api", permissions)
            let hints = ["refresh_token", "access_token", "nonsense"].map { [("token_type_hint", $0)] }
            for hint in [[]] + hints {
                let answer = try await client.post("/oauth2/introspect", [("token", tokens.refresh)] + hint)
                #expect(answer.status == .ok && answer.text == #"{"active":false}"#)
                #expect(try await client.introspect(tokens.access)["active"] == true)
            }
            let refreshed = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            #expect(try refreshed.json["generation"] == 1, "asking used nothing up")
        }
    }

    @Test("a client that may ask about refresh tokens alone learns nothing of access tokens")
    func refreshTokensOnly() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "console", [.introspectRefresh])
            #expect(try await client.introspect(tokens.refresh)["active"] == true)
            #expect(try await client.introspect(tokens.access) == ["active": false])
            try expectOAuthError(try await client.revoke(tokens.refresh), .unauthorizedClient, .badRequest)
        }
    }

    @Test("a client from before the permission has lost it, and goes on with access tokens")
    func clientFromBefore() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller)
            // As a version wrote it that knew two permissions.
            try await server.database.write { connection in
                _ = try connection.execute("UPDATE clients SET permissions = \("introspect revoke")")
            }
            server.clock.advance(by: .seconds(2))
            #expect(try await client.introspect(tokens.refresh) == ["active": false])
            #expect(try await client.introspect(tokens.access)["active"] == true)
        }
    }

    @Test("a good refresh token is active to who may ask, for this server alone, and asking does not use it")
    func refreshToken() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "console", Set(ClientPermission.allCases))
            for hint in ["refresh_token", "access_token", "nonsense"] {
                let json = try await client.introspect(tokens.refresh, ("token_type_hint", hint))
                #expect(json["active"] == true && json["token_type"] == nil)
                #expect(json["aud"] == .string(TestServer.issuer) && json["sid"] == .string(tokens.session))
                #expect(json["exp"] == 1_801_209_600 && json["iat"] == 1_800_000_000)
            }
            let refreshed = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            #expect(try refreshed.json["generation"] == 1)
        }
    }

    @Test("a replaced refresh token is active as long as a refresh by it would be, and asking ends nothing")
    func replacedRefreshToken() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let first = try await caller.registerAndLogin()
            let client = try await server.client(caller, "console", Set(ClientPermission.allCases))
            let second = try Tokens(
                try await caller.post("/auth/refresh", ["refresh_token": .string(first.refresh)])
            )
            #expect(try await client.introspect(first.refresh)["active"] == true, "within the grace window")
            server.clock.advance(by: .seconds(300))
            #expect(try await client.introspect(first.refresh)["active"] == true, "an answer may have been lost")
            server.clock.advance(by: .seconds(1))
            for _ in 0..<3 { #expect(try await client.introspect(first.refresh) == ["active": false]) }
            #expect(try await client.introspect(second.refresh)["active"] == true)
            let refreshed = try await caller.post("/auth/refresh", ["refresh_token": .string(second.refresh)])
            #expect(refreshed.status == .ok)
        }
    }

    @Test(
        "what is no token of this server is exactly inactive",
        arguments: [
            "x", "tsr_x", "tsr_", "tsc_x", "a.b.c", "..", "\u{0}", "€", "null", " ", "eyJhbGciOiJub25lIn0.e30.",
            String(repeating: "a", count: 20_000),
        ]
    )
    func garbage(token: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            let answer = try await client.post("/oauth2/introspect", [("token", token)])
            #expect(answer.status == .ok && answer.text == #"{"active":false}"#, "\(answer.text)")
        }
    }

    @Test("a token that was tampered with is inactive, wherever a character was changed")
    func tampered() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "console", Set(ClientPermission.allCases))
            for token in [tokens.access, tokens.refresh] {
                for index in stride(from: 0, to: token.utf8.count, by: 29) {
                    var bytes = Array(token.utf8)
                    bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                    let changed = String(decoding: bytes, as: UTF8.self)
                    #expect(try await client.introspect(changed) == ["active": false], "\(index)")
                }
                #expect(try await client.introspect(token + "A") == ["active": false])
            }
        }
    }

    @Test("an access token is inactive from its exp on, a refresh token from the session's end on")
    func expired() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "console", Set(ClientPermission.allCases))
            server.clock.advance(by: .seconds(299))
            #expect(try await client.introspect(tokens.access)["active"] == true)
            server.clock.advance(by: .seconds(1))
            #expect(try await client.introspect(tokens.access) == ["active": false])
            #expect(try await client.introspect(tokens.refresh)["active"] == true)
            server.clock.advance(by: .seconds(14 * 86_400))
            #expect(try await client.introspect(tokens.refresh) == ["active": false])
        }
    }

    @Test("after log-out both tokens are inactive at once")
    func loggedOut() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "console", Set(ClientPermission.allCases))
            #expect(try await client.introspect(tokens.access)["active"] == true)
            _ = try await caller.post("/auth/logout", ["refresh_token": .string(tokens.refresh)])
            #expect(try await client.introspect(tokens.access) == ["active": false])
            #expect(try await client.introspect(tokens.refresh) == ["active": false])
        }
    }

    @Test("a token by a key that was revoked is inactive")
    func revokedKey() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller)
            #expect(try await client.introspect(tokens.access)["active"] == true)
            let key = try #require(try await server.identity.signingKeys.list().first)
            _ = try await server.identity.signingKeys.revoke(key.id, reason: "lost", by: .command)
            #expect(try await client.introspect(tokens.access) == ["active": false])
        }
    }

    @Test("a good token of a deleted account is inactive")
    func deletedAccount() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller, "console", Set(ClientPermission.allCases))
            let deleted = try await caller.call(
                .delete,
                "/auth/me",
                ["password": .string(TestServer.password)],
                tokens.bearer
            )
            try #require(deleted.status == .noContent)
            #expect(try await client.introspect(tokens.access) == ["active": false])
            #expect(try await client.introspect(tokens.refresh) == ["active": false])
        }
    }
}
