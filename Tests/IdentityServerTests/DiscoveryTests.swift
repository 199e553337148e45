import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct DiscoveryTests {
    @Test func `the key set holds public parts only and verifies what the server signs`() async throws {
        try await TestServer().run { caller in
            let tokens = try await caller.registerAndLogin()
            let answer = try await caller.get("/.well-known/jwks.json")
            #expect(answer.headers[.contentType] == "application/jwk-set+json")
            let set = try JSONWebKeySet(parsing: answer.bytes)
            #expect(set.keys.allSatisfy { !$0.isPrivate })
            #expect(!answer.text.contains("\"d\""))
            let verified = try VerificationKeySet(set, algorithms: [.es256]).verify(tokens.access)
            #expect(verified.header.type == "at+jwt")
        }
    }

    @Test func `the key set tells when each key was made`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let json = try JSONValue(parsing: await caller.get("/.well-known/jwks.json").bytes)
            let records = try await server.identity.signingKeys.list()
            let key = try #require(json["keys"]?.array?.first)
            #expect(key["kid"]?.string == records.first?.id)
            #expect(key["iat"]?.integer == records.first?.createdAt.seconds)
        }
    }

    @Test(arguments: [
        "/.well-known/jwks.json", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
    ])
    func `a client that has the document gets 304`(path: String) async throws {
        try await TestServer().run { caller in
            let first = try await caller.get(path)
            let tag = try #require(first.headers[.eTag])
            for header in [tag, "W/" + tag, "\"other\", \(tag)", "*"] {
                let again = try await caller.get(path, [.ifNoneMatch: header])
                #expect(again.status == .notModified)
                #expect(again.bytes.isEmpty)
                #expect(again.headers[.eTag] == tag)
            }
            #expect(try await caller.get(path, [.ifNoneMatch: "\"other\""]).status == .ok)
        }
    }

    @Test func `nobody keeps the key set for longer than keys are published ahead`() async throws {
        let server = try await TestServer(configureRules: { $0.signingKeyPublishAhead = .seconds(100) })
        try await server.run { caller in
            let answer = try await caller.get("/.well-known/jwks.json")
            #expect(answer.headers[.cacheControl] == "public, max-age=50")
        }
    }

    @Test func `a rotated key changes the document and its tag`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let before = try await caller.get("/.well-known/jwks.json")
            _ = try await server.identity.signingKeys.rotate(by: .command)
            let after = try await caller.get("/.well-known/jwks.json")
            #expect(before.headers[.eTag] != after.headers[.eTag])
            #expect(try JSONWebKeySet(parsing: after.bytes).keys.count == 2)
        }
    }

    @Test func `the metadata names the issuer, the keys and nothing that is not there`() async throws {
        try await TestServer().run { caller in
            let json = try await caller.get("/.well-known/oauth-authorization-server").json
            #expect(json["issuer"]?.string == TestServer.issuer)
            #expect(json["jwks_uri"]?.string == TestServer.issuer + "/.well-known/jwks.json")
            #expect(json["response_types_supported"] == [])
            #expect(json["token_endpoint"] == nil)
            #expect(json["scopes_supported"] == ["account", "notes:read"])
            #expect(try await caller.get("/.well-known/openid-configuration").json == json)
        }
    }

    @Test func `any page may read the public documents, without credentials`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.get("/.well-known/jwks.json", [.origin: "https://anybody.example"])
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
            #expect(answer.headers[.accessControlAllowCredentials] == nil)
        }
    }
}
