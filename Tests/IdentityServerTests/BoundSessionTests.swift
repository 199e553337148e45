import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity
@testable import IdentityServer

@Suite("Sessions that are bound to a key, RFC 9449")
struct BoundSessionTests {
    @Test func `a sign-in with a proof is bound to its key`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let answer = try await client.login()
            try #require(answer.status == .ok, "\(answer.text)")
            #expect(try answer.json["token_type"] == "DPoP")
            let tokens = try Tokens(answer)
            let claims = try #require(UnverifiedJWS(parsing: tokens.access).payload)
            #expect(claims["cnf"]?["jkt"]?.string == client.key.thumbprint)
            #expect(answer.headers[.dpopNonce] == client.nonce)
        }
    }

    @Test func `a sign-in without a proof is bound to none, as ever`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let answer = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": .string(TestServer.password)]
            )
            #expect(try answer.json["token_type"] == "Bearer")
            #expect(try UnverifiedJWS(parsing: Tokens(answer).access).payload?["cnf"] == nil)
            #expect(answer.headers[.dpopNonce] == nil)
        }
    }

    @Test func `the cookie can be bound, too`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let answer = try await client.login(["transport": "cookie"], [.origin: TestServer.issuer])
            #expect(try answer.json["token_type"] == "DPoP")
            let cookie = try #require(answer.headers[.setCookie]?.split(separator: ";").first.map(String.init))
            let headers: HTTPFields = [.cookie: cookie, .origin: TestServer.issuer, .tesseraClient: "test"]
            try expectProblem(await caller.post("/auth/refresh", nil, headers), .invalidDPoPProof, cause: "missing")
            var proven = headers
            proven[.dpop] = try client.key.proof(.post, "/auth/refresh", nonce: client.nonce)
            #expect(try await caller.post("/auth/refresh", nil, proven).status == .ok)
        }
    }

    @Test func `a refresh with a proof by the same key rotates, and the successor is bound`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let first = try Tokens(await client.login())
            let answer = try await client.refresh(first.refresh)
            try #require(answer.status == .ok, "\(answer.text)")
            #expect(try answer.json["token_type"] == "DPoP")
            #expect(try answer.json["generation"] == 1)
            let claims = try UnverifiedJWS(parsing: Tokens(answer).access).payload
            #expect(claims?["cnf"]?["jkt"]?.string == client.key.thumbprint)
        }
    }

    @Test func `without a proof, or by another key, nothing is rotated and the session goes on`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let tokens = try Tokens(await client.login())
            let bare = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            try expectProblem(bare, .invalidDPoPProof, field: "DPoP", cause: "missing")
            let thief = try ProofKey().proof(.post, "/auth/refresh", nonce: client.nonce)
            let stolen = try await client.refresh(tokens.refresh, proof: thief)
            try expectProblem(stolen, .invalidDPoPProof, field: "DPoP", cause: "binding")
            let mine = try await client.refresh(tokens.refresh)
            #expect(mine.status == .ok)
            #expect(try mine.json["generation"] == 1)
        }
    }

    @Test func `a thief without the key cannot end the session by an old token either`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let first = try Tokens(await client.login())
            let second = try Tokens(await client.refresh(first.refresh))
            server.clock.advance(by: .seconds(60))
            let thief = try ProofKey().proof(.post, "/auth/refresh", nonce: client.nonce)
            try expectProblem(await client.refresh(first.refresh, proof: thief), .invalidDPoPProof, cause: "binding")
            #expect(try await client.refresh(second.refresh).status == .ok)
            // With the key it is the client itself, or a copy of all that it has: a token that is too old ends the session.
            server.clock.advance(by: .seconds(60))
            try expectProblem(await client.refresh(first.refresh), .invalidGrant, cause: "refresh_token_reuse")
        }
    }

    @Test func `a bound client whose answer was lost gets the same successor, however late`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let first = try Tokens(await client.login())
            let lost = try Tokens(await client.refresh(first.refresh))
            for _ in 0..<2 {
                server.clock.advance(by: .seconds(3600))
                // With a new nonce, for the old one is no good any more.
                let again = try await BoundCaller(caller, key: client.key).refresh(first.refresh)
                try #require(again.status == .ok, "\(again.text)")
                #expect(try Tokens(again).refresh == lost.refresh)
            }
            #expect(try await BoundCaller(caller, key: client.key).refresh(lost.refresh).status == .ok)
        }
    }

    @Test func `a session that is bound to no key ignores a proof, a bad one too`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await BoundCaller(caller)
            let first = try await client.refresh(tokens.refresh)
            #expect(first.status == .ok)
            #expect(try first.json["token_type"] == "Bearer")
            let second = try await client.refresh(Tokens(first).refresh, proof: "no proof at all")
            #expect(second.status == .ok)
            #expect(second.headers[.dpopNonce] != nil)
        }
    }

    @Test func `a proof is good for one sign-in and for one refresh`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let login: JSONValue = ["identifier": "ada", "password": .string(TestServer.password)]
            let proof = try client.key.proof(.post, "/auth/login", nonce: client.nonce)
            let first = try await caller.post("/auth/login", login, [.dpop: proof])
            #expect(first.status == .ok)
            let again = try await caller.post("/auth/login", login, [.dpop: proof])
            try expectProblem(again, .invalidDPoPProof, field: "DPoP", cause: "replay")

            let refreshing = try client.key.proof(.post, "/auth/refresh", nonce: client.nonce)
            let tokens = try Tokens(await client.refresh(Tokens(first).refresh, proof: refreshing))
            try expectProblem(
                await client.refresh(tokens.refresh, proof: refreshing),
                .invalidDPoPProof,
                cause: "replay"
            )
            #expect(try await client.refresh(tokens.refresh).status == .ok)
        }
    }

    @Test func `an old nonce is refused with a new one, and decides nothing`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let tokens = try Tokens(await client.login())
            server.clock.advance(by: .seconds(600))
            let refused = try await client.refresh(tokens.refresh)
            try expectProblem(refused, .useDPoPNonce, field: "DPoP")
            let nonce = try #require(refused.headers[.dpopNonce])
            #expect(nonce != client.nonce)
            let proof = try client.key.proof(.post, "/auth/refresh", nonce: nonce)
            #expect(try await client.refresh(tokens.refresh, proof: proof).status == .ok)
            let events = try await server.identity.audit.events(of: nil)
            #expect(!events.contains { $0.kind == .refreshProofRefused })
        }
    }

    @Test func `a refused proof at sign-in is refused before the password is looked at`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await caller.register()
            let answer = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": "wrong"],
                [.dpop: "nothing"]
            )
            try expectProblem(answer, .invalidDPoPProof, field: "DPoP", cause: "malformed")
            let events = try await server.identity.audit.events(of: nil)
            #expect(!events.contains { $0.kind == .signInFailed })
        }
    }

    @Test func `two DPoP headers are refused`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            var headers = HTTPFields()
            for _ in 0..<2 {
                let proof = try client.key.proof(.post, "/auth/login", nonce: client.nonce)
                headers.append(HTTPField(name: .dpop, value: proof))
            }
            let login: JSONValue = ["identifier": "ada", "password": .string(TestServer.password)]
            try expectProblem(
                await caller.post("/auth/login", login, headers),
                .invalidDPoPProof,
                field: "DPoP",
                cause: "several"
            )
        }
    }

    @Test func `a refused proof is in the audit trail, at most once a minute`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            let tokens = try Tokens(await client.login())
            for _ in 0..<3 {
                _ = try await caller.post("/auth/refresh", ["refresh_token": .string(tokens.refresh)])
            }
            func reasons() async throws -> [String?] {
                try await server.identity.audit.events(of: nil).filter { $0.kind == .refreshProofRefused }
                    .map { $0.detail?["reason"]?.string }
            }
            #expect(try await reasons() == ["no_proof"])
            server.clock.advance(by: .seconds(60))
            let thief = try ProofKey().proof(.post, "/auth/refresh", nonce: client.nonce)
            _ = try await client.refresh(tokens.refresh, proof: thief)
            #expect(try await reasons() == ["other_key", "no_proof"])
            server.clock.advance(by: .seconds(60))
            _ = try await client.refresh(tokens.refresh, proof: "nothing")
            #expect(try await reasons() == ["invalid_proof", "other_key", "no_proof"])
        }
    }

    @Test func `the sessions tell which of them is bound`() async throws {
        try await TestServer().run { caller in
            _ = try await caller.registerAndLogin()
            let client = try await BoundCaller(caller)
            let tokens = try Tokens(await client.login())
            let answer = try await client.get("/auth/sessions", tokens.access)
            let sessions = try #require(answer.json["sessions"]?.array, "\(answer.text)")
            #expect(sessions.count == 2)
            for session in sessions { #expect(session["bound"] == session["current"]) }
        }
    }
}
