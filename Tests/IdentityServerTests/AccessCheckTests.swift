import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Persistence
import PersistenceSQLite
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity
@testable import IdentityServer

@Suite("Checks for reverse proxies")
struct AccessCheckTests {
    private static let family = [
        "Tessera-Subject", "Tessera-Client-Id", "Tessera-Session", "Tessera-Scope", "Tessera-Roles",
        "Tessera-Permissions", "Tessera-Token-Expires",
    ]

    @Test("a good token passes, and the answer says who asks")
    func passed() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let account = try await caller.register()
            let id = try #require(account["id"]?.string)
            _ = try await server.identity.accounts.setRoles(
                try #require(AccountID(id)),
                ["editor", "beta"],
                by: .command
            )
            let tokens = try await caller.login()
            let answer = try await caller.get("/auth/check", tokens.bearer)
            #expect(answer.status == .ok && answer.text.isEmpty)
            #expect(answer.headers[.contentLength] == "0" && answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.tesseraSubject] == id)
            #expect(answer.headers[.tesseraClientID] == "first-party")
            #expect(answer.headers[.tesseraSession] == tokens.session)
            #expect(answer.headers[.tesseraScope] == "account notes:read")
            #expect(answer.headers[.tesseraRoles] == "beta editor")
            #expect(answer.headers[.tesseraPermissions] == "")
            #expect(answer.headers[.tesseraTokenExpires] == "1800000300")
        }
    }

    @Test(
        "every method that a proxy may ask with is answered alike",
        arguments: [
            HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options,
        ]
    )
    func methods(method: HTTPRequest.Method) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            #expect(try await caller.call(method, "/auth/check", nil, tokens.bearer).status == .ok)
            // As a browser's preflight would look: no token, no passing.
            let preflight: HTTPFields = [.origin: TestServer.issuer, .accessControlRequestMethod: "GET"]
            #expect(try await caller.call(method, "/auth/check", nil, preflight).status == .unauthorized)
        }
    }

    @Test("every field of the family stands on every answer that passes, empty if need be")
    func wholeFamily() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.get("/auth/check", tokens.bearer)
            for name in Self.family {
                #expect(answer.headers[values: try #require(HTTPField.Name(name))].count == 1, "\(name)")
            }
        }
    }

    @Test("what a client sends under these names never comes back")
    func spoofing() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            var headers = tokens.bearer
            for name in Self.family { headers[try #require(HTTPField.Name(name))] = "admin" }
            let answer = try await caller.get("/auth/check", headers)
            #expect(answer.status == .ok)
            #expect(!answer.headers.contains { $0.value == "admin" })
        }
    }

    @Test(
        "without a good token the answer is 401 with a challenge, and nothing else",
        arguments: [
            (nil, #"Bearer realm="http://localhost:8080""#), ("Basic YTpi", #"Bearer realm="http://localhost:8080""#),
            ("Bearer", "invalid_request"), ("Bearer a b", "invalid_request"), ("Bearer a.b.c", "invalid_token"),
            ("Bearer tsr_AQGTIBkS", "invalid_token"), ("bearer eyJhbGciOiJub25lIn0.e30.", "invalid_token"),
        ] as [(String?, String)]
    )
    func refused(authorization: String?, challenge: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
            let answer = try await caller.get("/auth/check?scope=notes:read", headers)
            #expect(answer.status == .unauthorized && answer.text.isEmpty)
            let given = try #require(answer.headers[.wwwAuthenticate])
            #expect(given.contains(challenge) && given.hasPrefix("Bearer "), "\(given)")
            #expect(
                authorization.map { $0.contains("Bearer") } ?? false || !given.contains("error=")
                    || given.contains("invalid_token")
            )
            for name in Self.family { #expect(answer.headers[try #require(HTTPField.Name(name))] == nil) }
        }
    }

    @Test("two Authorization headers are none")
    func several() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            var headers = tokens.bearer
            headers.append(HTTPField(name: .authorization, value: "Bearer \(tokens.access)"))
            let answer = try await caller.get("/auth/check", headers)
            #expect(
                answer.status == .unauthorized && answer.headers[.wwwAuthenticate]?.contains("invalid_request") == true
            )
        }
    }

    @Test("after log-out, expiry, and a revoked key the token passes no more")
    func ended() async throws {
        for end in ["log-out", "expiry", "key", "disabled"] {
            let server = try await TestServer()
            try await server.run { caller in
                let tokens = try await caller.registerAndLogin()
                #expect(try await caller.get("/auth/check", tokens.bearer).status == .ok)
                switch end {
                case "log-out": _ = try await caller.post("/auth/logout", ["refresh_token": .string(tokens.refresh)])
                case "expiry": server.clock.advance(by: .seconds(300))
                case "key":
                    let key = try #require(try await server.identity.signingKeys.list().first)
                    _ = try await server.identity.signingKeys.revoke(key.id, reason: "lost", by: .command)
                default:
                    let account = try #require(try await server.identity.accounts.find("ada"))
                    _ = try await server.identity.accounts.disable(account.id, by: .command)
                }
                let answer = try await caller.get("/auth/check", tokens.bearer)
                #expect(answer.status == .unauthorized, "\(end)")
                #expect(answer.headers[.wwwAuthenticate]?.contains("invalid_token") == true, "\(end)")
            }
        }
    }

    @Test("a check of a repeated token reads no database")
    func fromMemory() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let client = try await server.client(caller)
            #expect(try await caller.get("/auth/check", tokens.bearer).status == .ok)
            #expect(try await client.introspect(tokens.access)["active"] == true)
            try await server.database.close()
            #expect(try await caller.get("/auth/check", tokens.bearer).status == .ok)
            #expect(try await client.introspect(tokens.access)["active"] == true)
        }
    }

    @Test(
        "scope, role and audience are demanded by the query, each as often as needed",
        arguments: [
            ("scope=notes:read", HTTPResponse.Status.ok), ("scope=notes:read&scope=account", .ok),
            ("scope=notes%3Aread+account", .ok), ("scope=notes:write", .forbidden),
            ("scope=notes:read&scope=notes:write", .forbidden), ("role=editor", .ok),
            ("role=editor&role=admin", .forbidden),
            ("role=edit", .forbidden), ("audience=http://localhost:8080", .ok),
            ("audience=http://localhost:8081", .forbidden),
            ("scope=notes:read&role=editor&audience=http%3A%2F%2Flocalhost%3A8080", .ok), ("", .ok), ("&&", .ok),
            ("uri=/x?role=admin&role=admin", .ok), ("role=editor&uri=/notes&role=admin&%zz&unknown", .ok),
            ("role=admin&uri=/notes", .forbidden),
        ]
    )
    func requirements(query: String, status: HTTPResponse.Status) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let account = try await caller.register()
            let id = try #require(account["id"]?.string.flatMap { AccountID($0) })
            _ = try await server.identity.accounts.setRoles(id, ["editor"], by: .command)
            let tokens = try await caller.login()
            let answer = try await caller.get("/auth/check?\(query)", tokens.bearer)
            #expect(answer.status == status && answer.text.isEmpty)
            if status == .forbidden { #expect(answer.headers[.tesseraSubject] == nil) }
        }
    }

    @Test("a missing scope is named in the challenge (RFC 6750 §3.1)")
    func scopeChallenge() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.get("/auth/check?scope=notes:read&scope=notes:write", tokens.bearer)
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(challenge.contains(#"error="insufficient_scope""#))
            #expect(challenge.contains(#"scope="notes:read notes:write""#))
        }
    }

    @Test(
        "a demand that is misspelt, empty or broken is an error and never passes",
        arguments: [
            "scop=notes:read", "Scope=notes:read", "roles=admin", "scope=", "scope", "role=", "audience=", "scope=%",
            "x=1",
            "scope=+", "access_token=x",
        ]
    )
    func misspelt(query: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            try expectProblem(try await caller.get("/auth/check?\(query)", tokens.bearer), .invalidRequest)
        }
    }

    @Test(
        "no text in a claim can begin another header field, another word or another element of a list",
        arguments: [
            ("a\r\nTessera-Roles: admin", "a%0D%0ATessera-Roles:%20admin"), ("a b", "a%20b"), ("a,b", "a%2Cb"),
            ("ä", "%C3%A4"),
            ("100%", "100%25"), ("a\u{0}", "a%00"), ("plain:word", "plain:word"), ("", ""),
        ]
    )
    func sanitising(text: String, word: String) {
        #expect(IdentityHeaders.word(text) == word)
        #expect(IdentityHeaders.words([text, text]) == "\(word) \(word)")
    }

    @Test("a token from before sessions had a status is looked up in the database")
    func withoutStatus() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let claims = try server.identity.signingKeys.verificationKeys().verify(tokens.access).payload
            var object = try #require(try JSONValue(parsing: claims).object)
            object["status"] = nil
            let old = try server.identity.signingKeys.signer().sign(
                JSONValue.object(object).serialized(),
                type: "at+jwt"
            )
            let bearer: HTTPFields = [.authorization: "Bearer \(old)"]
            #expect(try await caller.get("/auth/check", bearer).status == .ok)
            _ = try await caller.post("/auth/logout", ["refresh_token": .string(tokens.refresh)])
            #expect(try await caller.get("/auth/check", bearer).status == .unauthorized)
        }
    }

    @Test(
        "while the database has not answered for longer than the lists' ttl nothing passes, and the client keeps its token"
    )
    func outage() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            #expect(try await caller.get("/auth/check", tokens.bearer).status == .ok)
            try await server.database.close()
            await #expect(throws: StorageFailure.self) { try await server.identity.status.catchUp() }
            server.clock.advance(by: .seconds(60))
            #expect(try await caller.get("/auth/check", tokens.bearer).status == .ok)
            server.clock.advance(by: .seconds(1))
            let answer = try await caller.get("/auth/check", tokens.bearer)
            #expect(answer.status == .serviceUnavailable && answer.headers[.wwwAuthenticate] == nil)
            #expect(answer.headers[.retryAfter] == "5")
        }
    }
}
