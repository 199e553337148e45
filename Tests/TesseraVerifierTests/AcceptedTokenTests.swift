import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("A valid access token")
struct AcceptedTokenTests {
    @Test func `every claim of RFC 9068 §2.2 is read`() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token { claims in
            claims["aud"] = [.string(TestIssuer.audience), "https://other.example.com"]
            claims["sid"] = "session-1"
            claims["scope"] = "notes:read notes:write"
            claims["roles"] = ["admin", "editor"]
            claims["permissions"] = ["users.read"]
            claims["auth_time"] = .integer(TestIssuer.now - 60)
            claims["amr"] = ["pwd"]
            claims["tenant"] = "acme"
        }
        let accepted = try await issuer.verifier().verify(token)
        #expect(accepted.subject == "account-1")
        #expect(accepted.issuer == TestIssuer.name)
        #expect(accepted.audience == [TestIssuer.audience, "https://other.example.com"])
        #expect(accepted.clientID == "web")
        #expect(accepted.sessionID == "session-1")
        #expect(accepted.scope == (try Scope(parsing: "notes:read notes:write")))
        #expect(accepted.roles == ["admin", "editor"])
        #expect(accepted.permissions == ["users.read"])
        #expect(accepted.issuedAt == TestIssuer.now)
        #expect(accepted.expiresAt == TestIssuer.now + 300)
        #expect(accepted.authenticatedAt == TestIssuer.now - 60)
        #expect(accepted.methods == ["pwd"])
        #expect(accepted.tokenID == "token-1")
        #expect(accepted.claims["tenant"] == "acme")
    }

    @Test func `optional claims may be absent and then grant nothing`() async throws {
        let issuer = try TestIssuer()
        let accepted = try await issuer.verifier().verify(issuer.token())
        #expect(accepted.scope.isEmpty)
        #expect(accepted.roles.isEmpty)
        #expect(accepted.permissions.isEmpty)
        #expect(accepted.methods.isEmpty)
        #expect(accepted.sessionID == nil)
        #expect(accepted.authenticatedAt == nil)
    }

    @Test func `the audience may be a single string`() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token { $0["aud"] = .string(TestIssuer.audience) }
        #expect(try await issuer.verifier().verify(token).audience == [TestIssuer.audience])
    }

    @Test func `an empty scope claim is the empty scope`() async throws {
        let issuer = try TestIssuer()
        #expect(try await issuer.verifier().verify(issuer.token { $0["scope"] = "" }).scope.isEmpty)
    }

    @Test(arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+JWT"])
    func `typ is at+jwt in any spelling of that media type`(type: String) async throws {
        let issuer = try TestIssuer()
        _ = try await issuer.verifier().verify(issuer.token(type: type))
    }

    @Test(arguments: [SignatureAlgorithm.es256, .eddsa, .rs256, .ps256])
    func `the standard algorithms are accepted`(algorithm: SignatureAlgorithm) async throws {
        let issuer = try TestIssuer(algorithm)
        _ = try await issuer.verifier().verify(issuer.token())
    }

    @Test func `the leeway covers exp, nbf and iat up to its last second`() async throws {
        let issuer = try TestIssuer()
        let expired = try issuer.token { $0["exp"] = .integer(TestIssuer.now - 29) }
        let early = try issuer.token {
            $0["nbf"] = .integer(TestIssuer.now + 30)
            $0["iat"] = .integer(TestIssuer.now + 30)
        }
        _ = try await issuer.verifier(leeway: 30).verify(expired)
        _ = try await issuer.verifier(leeway: 30).verify(early)
    }

    @Test func `without a leeway nothing is good past exp, and an issuer whose clock is 30 s ahead does no harm`()
        async throws
    {
        let issuer = try TestIssuer()
        let verifiers = [
            try issuer.verifier(leeway: 0),
            AccessTokenVerifier(
                issuer: TestIssuer.name,
                audience: TestIssuer.audience,
                keys: StaticKeySet(try issuer.keySet()),
                now: { TestIssuer.now }
            ),
        ]
        for verifier in verifiers {
            for lead: Int64 in [0, 1, 30] {
                _ = try await verifier.verify(
                    issuer.token {
                        $0["nbf"] = .integer(TestIssuer.now + lead)
                        $0["iat"] = .integer(TestIssuer.now + lead)
                    }
                )
            }
            for claim in ["nbf", "iat"] {
                await #expect(throws: VerificationError(rule: .notYetValid)) {
                    try await verifier.verify(issuer.token { $0[claim] = .integer(TestIssuer.now + 31) })
                }
            }
            _ = try await verifier.verify(issuer.token { $0["exp"] = .integer(TestIssuer.now + 1) })
            await #expect(throws: VerificationError(rule: .expired)) {
                try await verifier.verify(issuer.token { $0["exp"] = .integer(TestIssuer.now) })
            }
        }
    }

    @Test func `only the accepted clients' tokens pass where clients are named`() async throws {
        let issuer = try TestIssuer()
        _ = try await issuer.verifier(clients: ["web"]).verify(issuer.token())
        await #expect(throws: VerificationError(rule: .clientID)) {
            try await issuer.verifier(clients: ["native"]).verify(issuer.token())
        }
    }

    @Test func `no description or dump of an accepted token shows its claims or the token`() async throws {
        let issuer = try TestIssuer()
        let token = try issuer.token { $0["email"] = "person@example.com" }
        let accepted = try await issuer.verifier().verify(token)
        var dumped = ""
        dump(accepted, to: &dumped)
        for text in ["\(accepted)", String(reflecting: accepted), dumped] {
            #expect(text.contains("account-1"))
            #expect(!text.contains("person@"))
            #expect(!text.contains(token.suffix(20)))
        }
    }
}
