import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("A token is refused, by the rule it breaks")
struct RefusedTokenTests {
    let issuer: TestIssuer

    init() throws {
        issuer = try TestIssuer()
    }

    private func expect(
        _ rule: VerificationRule,
        claim: String? = nil,
        leeway: Int = 30,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ token: () throws -> String
    ) async throws {
        let token = try token()
        let verifier = try issuer.verifier(leeway: leeway)
        await #expect(throws: VerificationError(rule: rule, claim: claim), sourceLocation: sourceLocation) {
            try await verifier.verify(token)
        }
    }

    // MARK: Times

    @Test func `when it has expired`() async throws {
        try await expect(.expired) { try issuer.token { $0["exp"] = .integer(TestIssuer.now - 30) } }
        try await expect(.expired, leeway: 0) { try issuer.token { $0["exp"] = .integer(TestIssuer.now) } }
    }

    @Test func `when a negative leeway would refuse good tokens it counts as none`() async throws {
        let verifier = try issuer.verifier(leeway: -100)
        _ = try await verifier.verify(issuer.token { $0["exp"] = .integer(TestIssuer.now + 1) })
    }

    @Test func `when it is not valid yet`() async throws {
        try await expect(.notYetValid) { try issuer.token { $0["nbf"] = .integer(TestIssuer.now + 31) } }
        try await expect(.notYetValid) { try issuer.token { $0["iat"] = .integer(TestIssuer.now + 31) } }
        try await expect(.notYetValid) {
            try issuer.token {
                $0["nbf"] = .integer(TestIssuer.now - 1)
                $0["iat"] = .integer(TestIssuer.now + 31)
            }
        }
    }

    @Test(arguments: ["exp", "iat", "nbf"])
    func `when a time is no time`(claim: String) async throws {
        for value: JSONValue in ["1800000000", true, nil, [1], -1, .integer(.max), .integer(.min), .number(1e300)] {
            try await expect(.malformed) { try issuer.token { $0[claim] = value } }
        }
    }

    @Test func `when auth_time is no time`() async throws {
        for value: JSONValue in ["now", .number(1e300), nil] {
            try await expect(.malformed, claim: "auth_time") { try issuer.token { $0["auth_time"] = value } }
        }
    }

    // MARK: Issuer and audience

    @Test(arguments: [
        "https://evil.example.com", "https://login.example.com/", "https://LOGIN.example.com",
        "HTTPS://login.example.com",
    ])
    func `when another issuer issued it, be it alike`(name: String) async throws {
        try await expect(.issuer) { try issuer.token { $0["iss"] = .string(name) } }
    }

    @Test func `when issuers are the same only by Unicode equivalence`() async throws {
        let composed = "https://caf\u{E9}.example.com"
        let decomposed = "https://cafe\u{301}.example.com"
        let verifier = AccessTokenVerifier(
            issuer: composed,
            audience: composed,
            keys: StaticKeySet(try issuer.keySet()),
            now: { TestIssuer.now }
        )
        let token = { (name: String, audience: String) in
            try issuer.token {
                $0["iss"] = .string(name)
                $0["aud"] = .string(audience)
            }
        }
        _ = try await verifier.verify(token(composed, composed))
        await #expect(throws: VerificationError(rule: .issuer)) {
            try await verifier.verify(token(decomposed, composed))
        }
        await #expect(throws: VerificationError(rule: .audience)) {
            try await verifier.verify(token(composed, decomposed))
        }
    }

    @Test func `when it is meant for another audience`() async throws {
        try await expect(.audience) { try issuer.token { $0["aud"] = "https://other.example.com" } }
        try await expect(.audience) { try issuer.token { $0["aud"] = ["https://api.example.com/", "web"] } }
    }

    // MARK: Type

    @Test(arguments: ["JWT", "jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", "at", "at+jwt ", "x/at+jwt", ""])
    func `when it is another kind of token of the same issuer`(type: String) async throws {
        try await expect(.type) { try issuer.token(type: type) }
    }

    @Test func `when it has no typ at all, as ID tokens often do`() async throws {
        try await expect(.type) { try issuer.token(type: nil) }
    }

    // MARK: Claims

    @Test(arguments: ["iss", "sub", "aud", "client_id", "jti", "iat", "exp"])
    func `when a claim that RFC 9068 §2.2 requires is absent`(claim: String) async throws {
        try await expect(.missingClaim, claim: claim) { try issuer.token { $0[claim] = Optional<JSONValue>.none } }
    }

    @Test(arguments: ["iss", "sub", "client_id", "jti"])
    func `when a required claim is empty`(claim: String) async throws {
        try await expect(.missingClaim, claim: claim) { try issuer.token { $0[claim] = "" } }
    }

    @Test func `when the audience is an empty list`() async throws {
        try await expect(.missingClaim, claim: "aud") { try issuer.token { $0["aud"] = [] } }
    }

    @Test(arguments: ["client_id", "sid", "scope"])
    func `when a claim that must be a string is something else`(claim: String) async throws {
        for value: JSONValue in [1, true, .null, ["a"], [:]] {
            try await expect(.malformed, claim: claim) { try issuer.token { $0[claim] = value } }
        }
    }

    @Test(arguments: ["roles", "permissions", "amr"])
    func `when a claim that must be a list of strings is something else`(claim: String) async throws {
        for value: JSONValue in ["admin", 1, .null, ["admin", 1], [["admin"]], ["admin": true]] {
            try await expect(.malformed, claim: claim) { try issuer.token { $0[claim] = value } }
        }
    }

    @Test func `when the scope is no scope`() async throws {
        try await expect(.malformed, claim: "scope") { try issuer.token { $0["scope"] = "notes:read  notes:write" } }
    }

    // MARK: Form

    @Test(arguments: ["", "a", "a.b", "a.b.c", "a.b.c.d", "....", " ", "\u{0}", "ey.ey.ey", "é.é.é"])
    func `when it is no JWS`(token: String) async throws {
        try await expect(.malformed) { token }
    }

    @Test func `when anything stands around it`() async throws {
        let token = try issuer.token()
        for changed in [" " + token, token + " ", token + "\n", token + "=", token + ".", "." + token] {
            try await expect(.malformed) { changed }
        }
    }

    @Test func `when it is too large, before anything else is looked at`() async throws {
        let limit = AccessTokenVerifier.maximumTokenBytes
        try await expect(.tooLarge) { String(repeating: "a", count: limit + 1) }
        try await expect(.tooLarge) {
            try issuer.token { $0["padding"] = .string(String(repeating: "a", count: limit)) }
        }
    }

    @Test func `when its payload is no object`() async throws {
        for payload in ["[]", "1", "", "{", "{} ", #"{"iss":"a","iss":"b"}"#, "\u{FEFF}{}"] {
            let token = try issuer.key.sign(Array(payload.utf8), type: "at+jwt")
            // "{} " is legal JSON with white space: it fails for its missing claims instead.
            try await expect(payload == "{} " ? .missingClaim : .malformed, claim: payload == "{} " ? "iss" : nil) {
                token
            }
        }
    }

    @Test func `and no error repeats anything of the token`() async throws {
        let secret = "c2VjcmV0"
        let tokens = try [secret, "\(secret).\(secret).\(secret)", issuer.token { $0["iss"] = .string(secret) }]
        for token in tokens {
            let error = await #expect(throws: VerificationError.self) { try await issuer.verifier().verify(token) }
            let text = "\(error as Any) \(String(reflecting: error)) \(error?.challenge.headerValue ?? "")"
            #expect(!text.contains(secret))
        }
    }
}
