import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import IdentityServer

@Suite("Revocation (RFC 7009)")
struct RevocationTests {
    @Test(
        "revoking either token ends the session, and its client learns why",
        arguments: [true, false],
        [
            "access_token", "refresh_token", "nonsense", "",
        ]
    )
    func session(isAccess: Bool, hint: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let other = try await caller.login()
            let client = try await server.client(caller)
            let answer = try await client.revoke(
                isAccess ? tokens.access : tokens.refresh,
                ("token_type_hint", hint)
            )
            #expect(answer.status == .ok && answer.text.isEmpty && answer.headers[.cacheControl] == "no-store")
            #expect(try await client.introspect(tokens.access) == ["active": false])
            let refused = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            try expectProblem(refused, .invalidGrant, cause: "revoked_by_client")
            #expect(try refused.json["detail"]?.string == SessionEndCause.revokedByClient.sentence)
            #expect(try await client.introspect(other.access)["active"] == true, "one session is one device")
        }
    }

    @Test("the audit trail tells which client it was")
    func auditTrail() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller)
            _ = try await client.revoke(tokens.access)
            let event = try #require(try await server.identity.audit.events(of: nil).first)
            #expect(event.kind == .sessionEnded && event.actor == "client:notes-api")
            #expect(event.detail?["cause"] == "revoked_by_client" && event.sessionID?.description == tokens.session)
        }
    }

    @Test("a token that is unknown, expired or of an ended session is no error (RFC 7009 §2.2)")
    func nothingToEnd() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller)
            let console = try await server.client(caller, "console", [.introspectRefresh])
            for token in ["x", "tsr_x", "a.b.c", "\u{0}", String(repeating: "a", count: 20_000)] {
                #expect(try await client.revoke(token).status == .ok)
            }
            server.clock.advance(by: .seconds(300))
            #expect(try await client.revoke(tokens.access).status == .ok)
            #expect(try await console.introspect(tokens.refresh)["active"] == true, "an expired token ends nothing")
            #expect(try await client.revoke(tokens.refresh).status == .ok)
            #expect(try await client.revoke(tokens.refresh).status == .ok)
        }
    }

    @Test("a tampered token ends nothing")
    func tampered() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller)
            #expect(try await client.revoke(String(tokens.access.dropLast())).status == .ok)
            #expect(try await client.revoke(String(tokens.refresh.dropLast())).status == .ok)
            #expect(try await client.introspect(tokens.access)["active"] == true)
        }
    }

    @Test("the metadata names both endpoints and their methods (RFC 8414 §2)")
    func metadata() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let json = try await caller.get("/.well-known/oauth-authorization-server").json
            for (name, path) in [("introspection", "/oauth2/introspect"), ("revocation", "/oauth2/revoke")] {
                #expect(json["\(name)_endpoint"] == .string(TestServer.issuer + path))
                #expect(
                    json["\(name)_endpoint_auth_methods_supported"] == ["client_secret_basic", "client_secret_post"]
                )
            }
        }
    }
}
