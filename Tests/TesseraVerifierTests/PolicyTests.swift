import TesseraJOSE
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("Policies")
struct PolicyTests {
    private struct TenantPolicy: VerificationPolicy {
        let tenant: String

        func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
            token.claims["tenant"]?.string == tenant ? nil : VerificationError(policy: "tenant")
        }
    }

    private struct OfficeHoursPolicy: VerificationPolicy {
        let end: Int64

        func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
            now < end ? nil : VerificationError(policy: "office_hours")
        }
    }

    let issuer: TestIssuer

    init() throws {
        issuer = try TestIssuer()
    }

    private func verifier(
        _ policies: [any VerificationPolicy],
        now: @escaping @Sendable () -> Int64 = { TestIssuer.now }
    ) throws -> AccessTokenVerifier {
        AccessTokenVerifier(
            issuer: TestIssuer.name,
            audience: TestIssuer.audience,
            keys: StaticKeySet(try issuer.keySet()),
            policies: policies,
            now: now
        )
    }

    @Test func `an application's own policy refuses by its own name`() async throws {
        let verifier = try verifier([TenantPolicy(tenant: "a")])
        _ = try await verifier.verify(issuer.token { $0["tenant"] = "a" })
        let error = try await #require(throws: VerificationError.self) {
            try await verifier.verify(issuer.token { $0["tenant"] = "b" })
        }
        #expect(error == VerificationError(policy: "tenant"))
        #expect(error.rule == .policy)
        #expect(error.description.contains("tenant"))
    }

    @Test func `the standard policies are asked before the application's, and its in their order`() async throws {
        let verifier = try verifier([OfficeHoursPolicy(end: 0), TenantPolicy(tenant: "a")])
        await #expect(throws: VerificationError(rule: .audience)) {
            try await verifier.verify(issuer.token { $0["aud"] = "other" })
        }
        await #expect(throws: VerificationError(policy: "office_hours")) {
            try await verifier.verify(issuer.token())
        }
    }

    @Test func `a policy that looks at the moment is asked again for a repeated token`() async throws {
        let clock = ManualClock()
        let verifier = try verifier([OfficeHoursPolicy(end: TestIssuer.now + 10)], now: clock.now)
        let token = try issuer.token()
        _ = try await verifier.verify(token)
        clock.advance(by: .seconds(10))
        await #expect(throws: VerificationError(policy: "office_hours")) { try await verifier.verify(token) }
    }

    @Test(
        arguments: [
            ["jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"],
            ["x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"],
            [:], nil, "text", 1,
        ] as [JSONValue]
    )
    func `a token that is bound to a key is refused as a bearer token, however it is bound`(
        confirmation: JSONValue
    )
        async throws
    {
        await #expect(throws: VerificationError(rule: .binding)) {
            try await verifier([]).verify(issuer.token { $0["cnf"] = confirmation })
        }
    }

    @Test func `a claim of any name can be demanded`() async throws {
        let verifier = try verifier([RequiredClaimsPolicy(["status"])])
        await #expect(throws: VerificationError(rule: .missingClaim, claim: "status")) {
            try await verifier.verify(issuer.token())
        }
    }

    @Test func `an ID token is refused for its type, though it lacks claims as well`() async throws {
        await #expect(throws: VerificationError(rule: .type)) {
            try await verifier([]).verify(
                issuer.token(type: "JWT") { claims in
                    claims["client_id"] = Optional<JSONValue>.none
                    claims["jti"] = Optional<JSONValue>.none
                }
            )
        }
    }

    @Test func `a status list is no access token, though the same key signed it`() async throws {
        await #expect(throws: VerificationError(rule: .type)) {
            try await verifier([]).verify(issuer.token(type: "statuslist+jwt"))
        }
    }
}
