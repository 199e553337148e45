import TesseraJOSE
import Testing

@Suite("Token policies")
struct TokenPolicyTests {
    static let now: Int64 = 1_800_000_000
    static let claims: JSONValue = [
        "iss": "https://login.example", "sub": "u", "aud": ["api", "other"], "client_id": "c", "jti": "j",
        "iat": .integer(now - 10), "nbf": .integer(now - 10), "exp": .integer(now + 290),
    ]
    static let policy = TokenPolicy.accessToken(issuer: "https://login.example", audience: "api")

    func token(_ claims: JSONValue, type: String? = "at+jwt") throws -> VerifiedJWS {
        let key = try SigningKey.sample(.eddsa)
        return try key.verifying().verify(try key.sign(claims.serialized(), type: type))
    }

    func rules(
        _ changes: [String: JSONValue?],
        policy: TokenPolicy = Self.policy,
        type: String? = "at+jwt"
    ) throws
        -> [PolicyViolation.Rule]
    {
        let token = try token(Self.claims.with(changes), type: type)
        let violations = policy.violations(of: token, at: Self.now)
        let first: PolicyViolation?
        do throws(PolicyViolation) {
            _ = try policy.check(token, at: Self.now)
            first = nil
        } catch {
            first = error
        }
        #expect(first == violations.first)
        return violations.map(\.rule)
    }

    @Test("a token that satisfies every rule gives its claims")
    func accepted() throws {
        #expect(try Self.policy.check(try token(Self.claims), at: Self.now).subject == "u")
        #expect(try rules(["aud": "api"]) == [])
    }

    @Test("issuer and audience must be the expected ones, byte by byte")
    func issuerAndAudience() throws {
        #expect(try rules(["iss": "https://evil.example"]) == [.issuer])
        #expect(try rules(["iss": "https://login.example/"]) == [.issuer])
        #expect(try rules(["iss": nil]) == [.issuer, .requiredClaims])
        #expect(try rules(["aud": "API"]) == [.audience])
        #expect(try rules(["aud": []]) == [.audience])
        #expect(try rules(["aud": nil]) == [.audience, .requiredClaims])
        let kelvin = TokenPolicy(issuer: "K", audiences: ["K"])
        #expect(try rules(["iss": "\u{212A}", "aud": "\u{212A}"], policy: kelvin) == [.issuer, .audience])
    }

    @Test("the type is compared as a media type")
    func type() throws {
        #expect(try rules([:], type: "application/AT+JWT") == [])
        #expect(try rules([:], type: "JWT") == [.type])
        #expect(try rules([:], type: nil) == [.type])
        #expect(try rules([:], type: "application/x/at+jwt") == [.type])
        #expect(try rules([:], type: "other/at+jwt") == [.type])
    }

    @Test("times hold to the second, with leeway")
    func times() throws {
        let policy = TokenPolicy(leeway: 5, maximumAge: 60)
        #expect(try rules(["exp": .integer(Self.now)], policy: TokenPolicy(leeway: 0)) == [.expiration])
        #expect(try rules(["exp": .integer(Self.now + 1)], policy: TokenPolicy(leeway: 0)) == [])
        #expect(try rules(["exp": .integer(Self.now - 4)], policy: policy) == [])
        #expect(try rules(["exp": .integer(Self.now - 5)], policy: policy) == [.expiration])
        #expect(try rules(["exp": nil], policy: policy) == [.expiration])
        #expect(try rules(["exp": nil], policy: TokenPolicy(requiresExpiration: false)) == [])
        #expect(try rules(["nbf": .integer(Self.now + 30)], policy: policy) == [])
        #expect(try rules(["nbf": .integer(Self.now + 31)], policy: policy) == [.notBefore])
        #expect(try rules(["iat": .integer(Self.now + 30)], policy: policy) == [])
        #expect(try rules(["iat": .integer(Self.now + 31)], policy: policy) == [.issuedAt])
        #expect(try rules(["iat": .integer(Self.now - 65)], policy: policy) == [])
        #expect(try rules(["iat": .integer(Self.now - 66)], policy: policy) == [.issuedAt])
        #expect(try rules(["iat": nil], policy: policy) == [.issuedAt])
        #expect(try rules(["exp": .integer(Self.now)]) == [.expiration])
        #expect(try rules(["nbf": .integer(Self.now + 40)], policy: TokenPolicy(leeway: 40)) == [])
    }

    @Test("every broken rule is named, in order, and a payload that can't be read is one")
    func several() throws {
        let broken: [String: JSONValue?] = ["iss": "x", "aud": "x", "exp": 1, "sub": nil]
        #expect(try rules(broken, type: "JWT") == [.type, .issuer, .audience, .expiration, .requiredClaims])
        #expect(try rules(["exp": "soon"]) == [.payload])
    }

    @Test("a diagnostic says what was expected, and of the token only its times")
    func diagnostic() throws {
        let token = try token(Self.claims.with(["iss": "https://evil.example", "exp": .integer(Self.now - 100)]))
        let violations = Self.policy.violations(of: token, at: Self.now)
        let issuer = #"issuer: The claim "iss" is another; expected "https://login.example"."#
        let expiration = "expiration: The token expired 100 s ago (leeway 0 s)."
        #expect(violations.map(\.description) == [issuer, expiration])
    }

    @Test("no time of the caller traps", arguments: [Int64.min, -1, 0, .max])
    func extremeTimes(now: Int64) throws {
        let policy = TokenPolicy(leeway: .max, maximumAge: .max)
        _ = policy.violations(of: try token(Self.claims), at: now)
        #expect(policy.leeway == 3600)
    }
}
