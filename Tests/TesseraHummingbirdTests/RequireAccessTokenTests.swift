import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("RequireAccessToken, RFC 6750")
struct RequireAccessTokenTests {
    let api: ProtectedRoutes

    init() throws {
        api = try ProtectedRoutes()
    }

    @Test func `a valid token reaches the route, which sees what it says`() async throws {
        let response = try await api.get("/subject", token: api.issuer.token(subject: "account-7"))
        #expect(response.status == .ok)
        #expect(response.text == "account-7")
    }

    @Test(arguments: ["Bearer ", "bearer ", "BEARER ", "bEaReR  "])
    func `the scheme is case-insensitive`(scheme: String) async throws {
        let response = try await api.get("/subject", headers: [.authorization: scheme + api.issuer.token()])
        #expect(response.status == .ok)
    }

    @Test func `without a token the challenge names the realm and no error`() async throws {
        let response = try await api.get("/subject", headers: [:])
        #expect(response.status == .unauthorized)
        #expect(
            response.challenge == #"Bearer realm="https://api.example.com", "#
                + #"DPoP realm="https://api.example.com", algs="ES256 EdDSA PS256 RS256""#
        )
        #expect(response.rule == "missing_token")
    }

    @Test(arguments: ["Basic dXNlcjpwYXNz", "DPoPtoken", "Bearertoken", "", "Token abc"])
    func `another scheme is no token`(value: String) async throws {
        let response = try await api.get("/subject", headers: [.authorization: value])
        #expect(response.status == .unauthorized)
        #expect(response.rule == "missing_token")
        #expect(response.challenge?.contains("error=") == false)
    }

    @Test(arguments: [
        "Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer ====", "Bearer \"a\"", "Bearer é", "Bearer a=b",
    ])
    func `what is no b64token is an invalid request`(value: String) async throws {
        let response = try await api.get("/subject", headers: [.authorization: value])
        #expect(response.status == .badRequest)
        #expect(response.rule == "malformed_credentials")
        #expect(response.challenge?.contains(#"error="invalid_request""#) == true)
    }

    @Test func `there must be exactly one Authorization header`() async throws {
        var headers = HTTPFields()
        headers.append(HTTPField(name: .authorization, value: "Bearer \(try api.issuer.token())"))
        headers.append(HTTPField(name: .authorization, value: "Bearer \(try api.issuer.token())"))
        let response = try await api.get("/subject", headers: headers)
        #expect(response.status == .badRequest)
        #expect(response.rule == "several_tokens")
    }

    @Test(arguments: ["access_token", "access%5Ftoken", "a=b&access_token"])
    func `a token in the query is refused, alone or beside the header`(name: String) async throws {
        let token = try api.issuer.token()
        for headers in [[:], [.authorization: "Bearer \(token)"]] as [HTTPFields] {
            let response = try await api.get("/subject?\(name)=\(token)", headers: headers)
            #expect(response.status == .badRequest)
            #expect(response.rule == "token_in_query")
            #expect(!response.text.contains(token.suffix(20)))
        }
        #expect(try await api.get("/subject?token=a", token: token).status == .ok)
    }

    @Test func `an expired token is refused by name`() async throws {
        let response = try await api.get("/subject", token: api.issuer.token(expiresIn: .seconds(-60)))
        #expect(response.status == .unauthorized)
        #expect(response.rule == "expired")
        #expect(
            response.challenge == #"Bearer realm="https://api.example.com", error="invalid_token", "#
                + #"error_description="The access token has expired.""#
        )
    }

    @Test func `a token for another audience, of another type or by another issuer is refused by name`() async throws {
        #expect(try await api.get("/subject", token: api.issuer.token { $0["aud"] = "web" }).rule == "audience")
        #expect(try await api.get("/subject", token: api.issuer.token(type: "JWT")).rule == "type")
        #expect(try await api.get("/subject", token: TestIssuer().token()).rule == "unknown_key")
        #expect(try await api.get("/subject", token: "abc").rule == "malformed")
    }

    @Test func `a refusal is a problem that nobody stores and that doesn't repeat the token`() async throws {
        let token = try api.issuer.token { $0["aud"] = "web" }
        let response = try await api.get("/subject", token: token)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.json?["status"] == 401)
        #expect(response.json?["type"] == "about:blank")
        #expect(response.json?["title"] == "Unauthorized")
        #expect(!response.text.contains(token.suffix(20)))
        #expect(response.challenge?.contains(token.suffix(20)) == false)
    }

    @Test func `while the issuer's keys are unavailable nobody is told that the token is bad`() async throws {
        let api = try ProtectedRoutes(keys: UnavailableKeySet())
        let response = try await api.get("/subject", token: api.issuer.token())
        #expect(response.status == .serviceUnavailable)
        #expect(response.rule == "keys_unavailable")
        #expect(response.challenge == nil)
        #expect(response.headers[.retryAfter] == "5")
    }

    @Test func `while a token's status is unavailable nobody is told that the token is bad`() async throws {
        let api = try ProtectedRoutes(status: FixedStatus(.unknown))
        let response = try await api.get("/subject", token: api.issuer.token(statusIndex: 5))
        #expect(response.status == .serviceUnavailable)
        #expect(response.rule == "status_unavailable")
        #expect(response.challenge == nil)
        #expect(response.headers[.retryAfter] == "5")
    }

    @Test func `a revoked token is refused by name`() async throws {
        let api = try ProtectedRoutes(status: FixedStatus(.known(.invalid)))
        let response = try await api.get("/subject", token: api.issuer.token(statusIndex: 5))
        #expect(response.status == .unauthorized)
        #expect(response.rule == "status")
        #expect(
            response.challenge == #"Bearer realm="https://api.example.com", error="invalid_token", "#
                + #"error_description="The access token has been revoked.""#
        )
    }

    @Test func `a token that is bound to a key is refused as a bearer token`() async throws {
        let response = try await api.get(
            "/subject",
            token: api.issuer.token(boundTo: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
        )
        #expect(response.status == .unauthorized)
        #expect(response.rule == "binding")
        #expect(response.challenge?.contains("error=\"invalid_token\"") == true)
    }
}
