import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Persistence
import PersistenceSQLite
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import IdentityServer

@Suite("Authentication of clients (RFC 6749 §2.3)")
struct ClientAuthenticationTests {
    private static let paths = ["/oauth2/introspect", "/oauth2/revoke"]

    @Test("both methods are understood", arguments: paths)
    func methods(path: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            #expect(try await client.post(path, [("token", "x")]).status == .ok)
            let inBody = [("token", "x"), ("client_id", client.id), ("client_secret", client.secret)]
            #expect(try await client.post(path, inBody, [:]).status == .ok)
            #expect(
                try await client.post(path, [("token", "x"), ("client_id", client.id)]).status == .ok,
                "the header's client may be named again"
            )
        }
    }

    @Test("identifiers and secrets are decoded as in a form before they are compared (RFC 6749 §2.3.1)")
    func formEncoding() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let id = "notes: 100% + more & so=on"
            let client = try await server.client(caller, id)
            let encoded = ClientCaller.base64("\(ClientCaller.encoded(id)):\(client.secret)")
            #expect(
                try await client.post("/oauth2/revoke", [("token", "x")], [.authorization: "Basic \(encoded)"]).status
                    == .ok
            )
            let raw = ClientCaller.base64("\(id):\(client.secret)")
            try expectOAuthError(
                try await client.post("/oauth2/revoke", [("token", "x")], [.authorization: "Basic \(raw)"]),
                .invalidClient,
                .unauthorized
            )
        }
    }

    @Test("the scheme is matched without regard to case (RFC 9110 §11.1)", arguments: ["basic", "BASIC", "Basic "])
    func scheme(scheme: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            let header = scheme + " " + ClientCaller.base64("\(client.id):\(client.secret)")
            #expect(try await client.post("/oauth2/revoke", [("token", "x")], [.authorization: header]).status == .ok)
        }
    }

    @Test("never both methods, never two headers, never two clients", arguments: paths)
    func both(path: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            let both = [("token", "x"), ("client_id", client.id), ("client_secret", client.secret)]
            try expectOAuthError(try await client.post(path, both), .invalidRequest, .badRequest)
            let other = [("token", "x"), ("client_id", "other")]
            try expectOAuthError(try await client.post(path, other), .invalidRequest, .badRequest)
            var headers = client.basic
            headers.append(HTTPField(name: .authorization, value: headers[.authorization] ?? ""))
            try expectOAuthError(try await client.post(path, [("token", "x")], headers), .invalidRequest, .badRequest)
        }
    }

    @Test("an unknown client, a wrong secret and a disabled client get one and the same answer", arguments: paths)
    func noOracle(path: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            let disabled = try await server.client(caller, "disabled")
            _ = try await server.identity.clients.disable("disabled", by: .command)
            var texts: Set<String> = []
            for wrong in [
                ClientCaller(caller: caller, id: "nobody", secret: client.secret),
                ClientCaller(caller: caller, id: client.id, secret: disabled.secret),
                disabled,
            ] {
                let answer = try await wrong.post(path, [("token", "x")])
                try expectOAuthError(answer, .invalidClient, .unauthorized)
                texts.insert(answer.text)
            }
            #expect(texts.count == 1)
        }
    }

    @Test(
        "what is no authentication is invalid_client",
        arguments: [
            "", "Bearer abc", "Basic", "Basic !", "Basic YQ", "Basic YQ==", "Basic OmI=", "Basic YTpi=",
            "Basic YTolMA==",
            "Basic YTo6-_", "Basic " + String(repeating: "YWFh", count: 4000), "Digest username=a",
        ]
    )
    func malformed(header: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            let headers: HTTPFields = header.isEmpty ? [:] : [.authorization: header]
            try expectOAuthError(
                try await client.post("/oauth2/introspect", [("token", "x")], headers),
                .invalidClient,
                .unauthorized
            )
        }
    }

    @Test("a client that is disabled elsewhere is refused within a second")
    func disabled() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            #expect(try await client.introspect("x")["active"] == false)
            // As another process would: past the memory of this one.
            try await server.database.write { connection in
                try connection.execute("UPDATE clients SET disabled_at = 1")
            }
            server.clock.advance(by: .seconds(1))
            try expectOAuthError(
                try await client.post("/oauth2/introspect", [("token", "x")]),
                .invalidClient,
                .unauthorized
            )
        }
    }

    @Test("who fails too often waits, with the right secret too, and is told for how long")
    func throttling() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            let wrong = ClientCaller(caller: caller, id: client.id, secret: "tsc_wrong")
            for _ in 0..<10 { #expect(try await wrong.revoke("x").status == .unauthorized) }
            for impatient in [wrong, client] {
                let answer = try await impatient.revoke("x")
                try expectOAuthError(answer, .temporarilyUnavailable, .tooManyRequests)
                #expect(answer.headers[.retryAfter] == "3")
            }
            server.clock.advance(by: .seconds(3))
            #expect(try await client.revoke("x").status == .ok)
        }
    }

    @Test("a client without the permission is told so, and nothing happens")
    func permissions() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let asks = try await server.client(caller, "asks", [.introspect])
            let ends = try await server.client(caller, "ends", [.revoke])
            try expectOAuthError(try await asks.revoke(tokens.refresh), .unauthorizedClient, .badRequest)
            try expectOAuthError(
                try await ends.post("/oauth2/introspect", [("token", tokens.access)]),
                .unauthorizedClient,
                .badRequest
            )
            #expect(try await asks.introspect(tokens.access)["active"] == true)
            #expect(try await ends.revoke(tokens.refresh).status == .ok)
            #expect(try await asks.introspect(tokens.access)["active"] == false)
        }
    }
}
