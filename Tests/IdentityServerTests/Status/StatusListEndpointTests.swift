import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Persistence
import PersistenceSQLite
import Synchronization
import TesseraJOSE
import TesseraOAuth
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct StatusListEndpointTests {
    private func revoked(_ answer: TestResponse, _ server: TestServer) throws -> [Int] {
        let verified = try server.identity.signingKeys.verificationKeys().verify(answer.text)
        let text = try #require(try JSONValue(parsing: verified.payload)["status_list"]?["lst"]?.string)
        let packed = try #require(Base64URL.decode(text))
        let list = try StatusList(bitsPerEntry: 1, compressed: packed, maximumBytes: 16_384)
        return (0..<list.entryCount).filter { list.status(at: $0) == .invalid }
    }

    @Test func `a list shows an ended session as soon as the log-out was answered`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let before = try await caller.get("/status/lists/0")
            #expect(before.status == .ok)
            #expect(before.headers[.contentType] == "application/statuslist+jwt")
            #expect(before.headers[.cacheControl] == "public, max-age=60")
            #expect(try revoked(before, server) == [])
            let claims = try #require(try UnverifiedJWS(parsing: tokens.access).payload)
            let index = try #require(claims["status"]?["status_list"]?["idx"]?.integer)
            #expect(claims["status"]?["status_list"]?["uri"]?.string == TestServer.issuer + "/status/lists/0")
            #expect(try await caller.post("/auth/logout", nil, tokens.bearer).status == .noContent)
            let after = try await caller.get("/status/lists/0")
            #expect(try revoked(after, server) == [Int(index)])
        }
    }

    @Test func `a list that has not changed is answered with 304, a changed one whole`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let tokens = try await caller.registerAndLogin()
            let first = try await caller.get("/status/lists/0")
            let tag = try #require(first.headers[.eTag])
            let same = try await caller.get("/status/lists/0", [.ifNoneMatch: tag])
            #expect(same.status == .notModified && same.bytes.isEmpty)
            #expect(same.headers[.eTag] == tag)
            _ = try await caller.post("/auth/logout", nil, tokens.bearer)
            let changed = try await caller.get("/status/lists/0", [.ifNoneMatch: tag])
            #expect(changed.status == .ok && changed.headers[.eTag] != tag)
        }
    }

    @Test func `any page may read the lists`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            for path in ["/status/lists", "/status/lists/0"] {
                let answer = try await caller.get(path, [.origin: "https://anybody.example"])
                #expect(answer.status == .ok)
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
            }
        }
    }

    @Test func `the lists' list and the metadata name them`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let lists = try await caller.get("/status/lists")
            #expect(try lists.json == ["status_lists": [.string(TestServer.issuer + "/status/lists/0")]])
            let tag = try #require(lists.headers[.eTag])
            #expect(try await caller.get("/status/lists", [.ifNoneMatch: tag]).status == .notModified)
            let metadata = try await caller.get("/.well-known/oauth-authorization-server").json
            #expect(metadata["status_list_aggregation_endpoint"]?.string == TestServer.issuer + "/status/lists")
            let own = metadata["tessera"]
            #expect(own?["status_events_endpoint"]?.string == TestServer.issuer + "/status/events")
            #expect(own?["status_confirmation_endpoint"]?.string == TestServer.issuer + "/status/confirmations")
        }
    }

    @Test(arguments: ["1", "00", "-1", "x", "0x0", "999999999999999999999", "%30%30"])
    func `there is no list but those that are named`(_ number: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try expectProblem(try await caller.get("/status/lists/\(number)"), .notFound)
        }
    }

    @Test func `a list that another server has just begun is found`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            try await server.database.write { _ = try $0.execute("UPDATE status_state SET next_position = 131073") }
            #expect(try await caller.get("/status/lists/1").status == .ok)
            try expectProblem(try await caller.get("/status/lists/2"), .notFound)
        }
    }
}
