import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraJOSE
import TesseraTesting
import Testing

@testable import Identity
@testable import IdentityServer

@Suite("Checks of bound tokens for reverse proxies")
struct BoundCheckTests {
    private static let base = "https://app.example.com"

    /// What a proxy adds to a request for `GET /notes?page=2` at https://app.example.com.
    private static let forwarded: HTTPFields = [
        .xForwardedMethod: "GET", .xForwardedProto: "https", .xForwardedHost: "app.example.com",
        .xForwardedURI: "/notes?page=2",
    ]

    private func bound(_ body: @Sendable (BoundCaller, Tokens) async throws -> Void) async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let client = try await BoundCaller(caller)
            try await body(client, Tokens(client.login()))
        }
    }

    private func check(
        _ client: BoundCaller,
        _ token: String,
        proof: String? = nil,
        _ change: (inout HTTPFields) -> Void = { _ in }
    ) async throws -> TestResponse {
        var headers = Self.forwarded
        headers[.authorization] = "DPoP \(token)"
        headers[.dpop] = try proof ?? client.key.proof(.get, "/notes", base: Self.base, token: token)
        change(&headers)
        return try await client.caller.get("/auth/check", headers)
    }

    @Test func `a bound token passes with a proof for the request that the proxy describes, without a nonce`()
        async throws
    {
        try await bound { client, tokens in
            let answer = try await check(client, tokens.access)
            #expect(answer.status == .ok)
            #expect(answer.headers[.tesseraSession] == tokens.session)
        }
    }

    @Test func `a proof for another request does not pass`() async throws {
        try await bound { client, tokens in
            for change in [
                { $0[.xForwardedMethod] = "DELETE" }, { $0[.xForwardedURI] = "/admin" },
                { $0[.xForwardedHost] = "evil.example" }, { $0[.xForwardedProto] = "http" },
            ] as [@Sendable (inout HTTPFields) -> Void] {
                let answer = try await check(client, tokens.access, change)
                #expect(answer.status == .unauthorized)
                #expect(answer.headers[.wwwAuthenticate]?.contains("invalid_dpop_proof") == true)
            }
        }
    }

    @Test func `a proof passes once`() async throws {
        try await bound { client, tokens in
            let proof = try client.key.proof(.get, "/notes", base: Self.base, token: tokens.access)
            #expect(try await check(client, tokens.access, proof: proof).status == .ok)
            #expect(try await check(client, tokens.access, proof: proof).status == .unauthorized)
        }
    }

    @Test func `another key's proof and a bound token as bearer do not pass`() async throws {
        try await bound { client, tokens in
            let thief = try ProofKey().proof(.get, "/notes", base: Self.base, token: tokens.access)
            #expect(try await check(client, tokens.access, proof: thief).status == .unauthorized)
            let bearer = try await client.caller.get("/auth/check", tokens.bearer)
            #expect(bearer.status == .unauthorized)
            #expect(bearer.headers[.wwwAuthenticate]?.hasPrefix("DPoP ") == true)
        }
    }

    @Test(arguments: [
        HTTPField.Name.xForwardedMethod, .xForwardedProto, .xForwardedHost, .xForwardedURI,
    ])
    func `a proxy that does not describe the request lets no bound token pass`(name: HTTPField.Name) async throws {
        try await bound { client, tokens in
            let without = try await check(client, tokens.access) { $0[name] = nil }
            try expectProblem(without, .invalidRequest)
            let twice = try await check(client, tokens.access) { headers in
                headers.append(HTTPField(name: name, value: headers[name] ?? ""))
            }
            try expectProblem(twice, .invalidRequest)
        }
    }

    @Test(arguments: ["app.example.com/x", "a@b", "app.example.com, evil.example", "a b", ""])
    func `a host that is none is refused`(host: String) async throws {
        try await bound { client, tokens in
            try expectProblem(await check(client, tokens.access) { $0[.xForwardedHost] = host }, .invalidRequest)
        }
    }

    @Test func `without a token both schemes are offered`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.get("/auth/check")
            #expect(
                answer.headers[.wwwAuthenticate] == "Bearer realm=\"\(TestServer.issuer)\", "
                    + "DPoP realm=\"\(TestServer.issuer)\", algs=\"ES256 EdDSA PS256 RS256\""
            )
        }
    }

    @Test func `a scope that does not suffice is told by the scheme of the token`() async throws {
        try await bound { client, tokens in
            var headers = Self.forwarded
            headers[.authorization] = "DPoP \(tokens.access)"
            headers[.dpop] = try client.key.proof(.get, "/notes", base: Self.base, token: tokens.access)
            let answer = try await client.caller.get("/auth/check?scope=notes:write", headers)
            #expect(answer.status == .forbidden)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("DPoP ") == true)
            #expect(answer.headers[.wwwAuthenticate]?.contains("insufficient_scope") == true)
        }
    }
}
