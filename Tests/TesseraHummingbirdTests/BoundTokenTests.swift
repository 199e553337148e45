import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraHummingbird
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("RequireAccessToken with tokens that are bound to a key, RFC 9449 §7")
struct BoundTokenTests {
    let api: ProtectedRoutes
    let key: ProofKey
    let token: String

    init() throws {
        api = try ProtectedRoutes()
        key = try ProofKey()
        token = try api.issuer.token(scope: "notes:read", boundTo: key.thumbprint)
    }

    private func proof(_ uri: String, nonce: String? = nil) throws -> String {
        try key.proof("GET", uri, token: token, nonce: nonce)
    }

    private func headers(
        _ scheme: String = "DPoP",
        _ uri: String = TestIssuer.standardAudience + "/subject"
    ) throws -> HTTPFields {
        [.authorization: "\(scheme) \(token)", .dpop: try proof(uri)]
    }

    @Test(arguments: ["DPoP", "dpop", "DPOP"])
    func `with a proof the route is reached, whatever the case of the scheme`(scheme: String) async throws {
        let response = try await api.get("/subject", headers: headers(scheme))
        #expect(response.status == .ok)
        #expect(response.headers[.dpopNonce] == nil)
    }

    @Test func `a query does not count`() async throws {
        #expect(try await api.get("/subject?page=2", headers: headers()).status == .ok)
    }

    @Test func `as a bearer token it is refused with a challenge for DPoP alone`() async throws {
        let response = try await api.get("/subject", headers: headers("Bearer"))
        #expect(response.status == .unauthorized)
        #expect(response.rule == "binding")
        #expect(
            response.challenge == #"DPoP realm="https://api.example.com", algs="ES256 EdDSA PS256 RS256", "#
                + #"error="invalid_token", error_description="The access token is bound to a key; it is not accepted as "#
                + #"a bearer token.""#
        )
    }

    @Test func `an unbound token by the scheme DPoP is refused`() async throws {
        let bearer = try api.issuer.token()
        let response = try await api.get("/subject", headers: [.authorization: "DPoP \(bearer)"])
        #expect(response.status == .unauthorized)
        #expect(response.rule == "binding")
        #expect(response.challenge?.hasPrefix("DPoP ") == true)
    }

    @Test func `without a proof, and with a bad one, the challenge says invalid_dpop_proof`() async throws {
        for value in [nil, "nothing", try proof("https://elsewhere.example/subject")] as [String?] {
            var headers: HTTPFields = [.authorization: "DPoP \(token)"]
            headers[.dpop] = value
            let response = try await api.get("/subject", headers: headers)
            #expect(response.status == .unauthorized)
            #expect(response.rule == "proof")
            #expect(response.challenge?.contains(#"error="invalid_dpop_proof""#) == true)
        }
    }

    @Test func `the Host of the request means nothing`() async throws {
        var headers = try headers("DPoP", "https://evil.example/subject")
        headers[.init("Host")!] = "evil.example"
        #expect(try await api.get("/subject", headers: headers).status == .unauthorized)
    }

    @Test func `where another base URL is configured, it counts`() async throws {
        let api = try ProtectedRoutes(issuer: api.issuer, address: .base("https://public.example/v1"))
        let right = try headers("DPoP", "https://public.example/v1/subject")
        #expect(try await api.get("/subject", headers: right).status == .ok)
        #expect(try await api.get("/subject", headers: headers()).status == .unauthorized)
    }

    @Test func `without an address bound tokens are refused, and not asked for`() async throws {
        let api = try ProtectedRoutes(issuer: api.issuer, address: .unknown)
        let response = try await api.get("/subject", headers: headers())
        #expect(response.status == .unauthorized)
        #expect(response.challenge == #"Bearer realm="https://api.example.com""#)
        let bearer = try await api.get("/subject", headers: headers("Bearer"))
        #expect(bearer.status == .unauthorized)
        #expect(bearer.challenge?.hasPrefix("Bearer ") == true)
        #expect(bearer.rule == "binding")
    }

    @Test func `where nonces are demanded, every answer to a proof carries the next one`() async throws {
        let nonces = DPoPNonceSource(secret: [UInt8](repeating: 7, count: 32))
        let api = try ProtectedRoutes(issuer: api.issuer, proofs: DPoPPolicy(nonces: nonces))
        let first = try await api.get("/subject", headers: headers())
        #expect(first.status == .unauthorized)
        #expect(first.challenge?.contains(#"error="use_dpop_nonce""#) == true)
        let nonce = try #require(first.headers[.dpopNonce])
        let proof = try proof(TestIssuer.standardAudience + "/subject", nonce: nonce)
        let second = try await api.get("/subject", headers: [.authorization: "DPoP \(token)", .dpop: proof])
        #expect(second.status == .ok)
        #expect(second.headers[.dpopNonce] == nonce)
    }

    @Test func `a scope that does not suffice is told by DPoP`() async throws {
        let response = try await api.get("/scope", headers: headers("DPoP", TestIssuer.standardAudience + "/scope"))
        #expect(response.status == .forbidden)
        #expect(response.challenge?.hasPrefix(#"DPoP error="insufficient_scope""#) == true)
    }
}
