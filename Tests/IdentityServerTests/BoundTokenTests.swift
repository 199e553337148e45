import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraJOSE
import TesseraTesting
import Testing

@testable import Identity
@testable import IdentityServer

@Suite("Access tokens that are bound to a key, at every endpoint")
struct BoundTokenTests {
    private static let algorithms = #"algs="ES256 EdDSA PS256 RS256""#

    private func challenge(_ error: String) -> String {
        "DPoP realm=\"\(TestServer.issuer)\", \(Self.algorithms), error=\"\(error)\""
    }

    private func bound(_ body: @Sendable (TestServer, BoundCaller, Tokens) async throws -> Void) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            try await body(server, client, Tokens(client.login()))
        }
    }

    @Test func `with a proof the account answers, and gives the next nonce`() async throws {
        try await bound { _, client, tokens in
            let answer = try await client.get("/auth/me", tokens.access)
            #expect(answer.status == .ok, "\(answer.text)")
            #expect(answer.headers[.dpopNonce] == client.nonce)
        }
    }

    @Test func `as a bearer token it is refused, with a challenge for DPoP`() async throws {
        try await bound { _, client, tokens in
            let answer = try await client.caller.get("/auth/me", tokens.bearer)
            #expect(answer.status == .unauthorized)
            #expect(try answer.json["error"] == "invalid_token")
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix(challenge("invalid_token")) == true)
        }
    }

    @Test func `an unbound token is refused by the scheme DPoP`() async throws {
        try await bound { _, client, _ in
            let bearer = try await client.caller.login()
            let answer = try await client.get("/auth/me", bearer.access)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix(challenge("invalid_token")) == true)
        }
    }

    @Test func `a stolen token is useless without the key`() async throws {
        try await bound { _, client, tokens in
            let thief = try ProofKey()
            let headers = try client.headers(.get, "/auth/me", tokens.access, key: thief)
            let answer = try await client.caller.get("/auth/me", headers)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix(challenge("invalid_token")) == true)
            let bare = try await client.caller.get("/auth/me", [.authorization: "DPoP \(tokens.access)"])
            #expect(bare.status == .unauthorized)
            #expect(bare.headers[.wwwAuthenticate]?.hasPrefix(challenge("invalid_dpop_proof")) == true)
            #expect(try bare.json["cause"] == "invalid_dpop_proof")
        }
    }

    @Test func `a proof is good for one request, one method and one path`() async throws {
        try await bound { _, client, tokens in
            let headers = try client.headers(.get, "/auth/me", tokens.access)
            #expect(try await client.caller.get("/auth/sessions", headers).status == .unauthorized)
            #expect(try await client.caller.call(.delete, "/auth/me", nil, headers).status == .unauthorized)
            #expect(try await client.caller.get("/auth/me?x=1", headers).status == .ok)
            let again = try await client.caller.get("/auth/me", headers)
            #expect(again.headers[.wwwAuthenticate]?.hasPrefix(challenge("invalid_dpop_proof")) == true)
        }
    }

    @Test func `without a good nonce the challenge is use_dpop_nonce, and the next try does`() async throws {
        try await bound { _, client, tokens in
            let proof = try client.key.proof(.get, "/auth/me", token: tokens.access)
            let headers: HTTPFields = [.authorization: "DPoP \(tokens.access)", .dpop: proof]
            let answer = try await client.caller.get("/auth/me", headers)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix(challenge("use_dpop_nonce")) == true)
            #expect(try answer.json["cause"] == "use_dpop_nonce")
            let nonce = try #require(answer.headers[.dpopNonce])
            let next = try client.key.proof(.get, "/auth/me", token: tokens.access, nonce: nonce)
            let again: HTTPFields = [.authorization: "DPoP \(tokens.access)", .dpop: next]
            #expect(try await client.caller.get("/auth/me", again).status == .ok)
        }
    }

    @Test(arguments: [
        ("http://localhost:8080", HTTPResponse.Status.ok), ("http://localhost", .unauthorized),
        ("https://localhost:8080", .unauthorized), ("http://evil.example", .unauthorized),
    ])
    func `a proof names this server by its public URL`(base: String, status: HTTPResponse.Status) async throws {
        try await bound { _, client, tokens in
            let proof = try client.key.proof(
                .get,
                "/auth/me",
                base: base,
                token: tokens.access,
                nonce: client.nonce
            )
            let headers: HTTPFields = [.authorization: "DPoP \(tokens.access)", .dpop: proof]
            let answer = try await client.caller.get("/auth/me", headers)
            #expect(answer.status == status)
        }
    }

    @Test func `an ended session is told so by the scheme of its token`() async throws {
        try await bound { server, client, tokens in
            let account = try #require(try await server.identity.accounts.list(.init()).accounts.first)
            _ = try await server.identity.sessions.signOutEverywhere(account.id, by: .command)
            let answer = try await client.get("/auth/me", tokens.access)
            #expect(try answer.json["error"] == "session_ended")
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix(challenge("invalid_token")) == true)
        }
    }

    @Test(arguments: ["DPoP", "Bearer"])
    func `signing out needs no proof`(scheme: String) async throws {
        try await bound { _, client, tokens in
            let headers: HTTPFields = [.authorization: "\(scheme) \(tokens.access)"]
            #expect(try await client.caller.post("/auth/logout", nil, headers).status == .noContent)
            try expectProblem(await client.refresh(tokens.refresh), .invalidGrant, cause: "signed_out")
        }
    }

    @Test func `the administration takes it, too`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            _ = try await server.administrator(caller)
            try await caller.register()
            let client = try await BoundCaller(caller)
            let tokens = try Tokens(await client.login(["identifier": "root"]))
            #expect(try await client.get("/admin/users", tokens.access).status == .ok)
            #expect(try await caller.get("/admin/users", tokens.bearer).status == .unauthorized)
        }
    }

    @Test func `introspection tells the key and the type, without a proof`() async throws {
        try await bound { server, client, tokens in
            let program = try await server.client(client.caller, "console", [.introspect, .introspectRefresh, .revoke])
            let answer = try await program.introspect(tokens.access)
            #expect(answer["active"] == true)
            #expect(answer["token_type"] == "DPoP")
            #expect(answer["cnf"]?["jkt"]?.string == client.key.thumbprint)
            #expect(try await program.introspect(tokens.refresh)["active"] == true)
            let bearer = try await program.introspect(client.caller.login().access)
            #expect(bearer["token_type"] == "Bearer" && bearer["cnf"] == nil)
            #expect(try await program.revoke(tokens.access).status == .ok)
            #expect(try await program.introspect(tokens.access) == ["active": false])
        }
    }

    @Test func `the metadata name the algorithms of proofs`() async throws {
        try await TestServer().run { caller in
            let metadata = try await caller.get("/.well-known/oauth-authorization-server").json
            #expect(metadata["dpop_signing_alg_values_supported"] == ["ES256", "EdDSA", "PS256", "RS256"])
            #expect(metadata["claims_supported"]?.array?.contains("cnf") == true)
        }
    }

    @Test func `pages of allowed origins may send a proof and read the nonce`() async throws {
        try await bound { _, client, tokens in
            let preflight = try await client.caller.call(
                .options,
                "/auth/me",
                nil,
                [.origin: TestServer.issuer, .accessControlRequestMethod: "GET"]
            )
            #expect(preflight.headers[.accessControlAllowHeaders]?.contains("DPoP,") == true)
            var headers = try client.headers(.get, "/auth/me", tokens.access)
            headers[.origin] = TestServer.issuer
            let answer = try await client.caller.get("/auth/me", headers)
            let exposed = answer.headers[.accessControlExposeHeaders]
            #expect(exposed?.contains("DPoP-Nonce") == true && exposed?.contains("WWW-Authenticate") == true)
        }
    }

    @Test func `over a real socket: bind, use, refresh, and nothing for a thief`() async throws {
        let server = try await TestServer()
        try await server.runLive { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let first = try Tokens(await client.login())
            #expect(try await client.get("/auth/me", first.access).status == .ok)
            let second = try Tokens(await client.refresh(first.refresh))
            #expect(try await client.get("/auth/me", second.access).status == .ok)
            let thief = try await BoundCaller(caller)
            let stolen = try await thief.refresh(second.refresh)
            try expectProblem(stolen, .invalidDPoPProof, cause: "binding")
            #expect(try await thief.get("/auth/me", second.access).status == .unauthorized)
            #expect(try await client.refresh(second.refresh).status == .ok)
        }
    }
}
