import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("An issuer in memory")
struct TestIssuerTests {
    private let clock = ManualClock()
    private let issuer: TestIssuer

    init() throws {
        issuer = try TestIssuer(clock: clock)
    }

    private func rule(
        _ token: String,
        _ verifier: AccessTokenVerifier? = nil
    ) async throws -> VerificationRule? {
        do {
            _ = try await (verifier ?? issuer.verifier()).verify(token)
            return nil
        } catch let error as VerificationError {
            return error.rule
        }
    }

    @Test func `its tokens are accepted by its verifier, and say what the test asked for`() async throws {
        let token = try issuer.token(
            subject: "ada",
            scope: "notes:read notes:write",
            roles: ["editor"],
            permissions: ["notes:delete"]
        )
        let accepted = try await issuer.verifier().verify(token)
        #expect(accepted.subject == "ada" && accepted.issuer == issuer.name && accepted.audience == [issuer.audience])
        #expect(accepted.scope == (try Scope(parsing: "notes:read notes:write")))
        #expect(accepted.roles == ["editor"] && accepted.permissions == ["notes:delete"])
        #expect(accepted.issuedAt == ManualClock.beginning && accepted.expiresAt == ManualClock.beginning + 300)
    }

    @Test(arguments: [SignatureAlgorithm.es256, .eddsa, .rs256, .ps256])
    func `it signs by each algorithm that verifiers take`(algorithm: SignatureAlgorithm) async throws {
        let issuer = try TestIssuer(algorithm, name: "https://id.example", audience: "https://api.example")
        #expect(try await rule(issuer.token(), issuer.verifier()) == nil)
        #expect(try await rule(issuer.token()) != nil, "another issuer's verifier refuses it")
    }

    @Test func `its tokens expire by its clock, and no other`() async throws {
        let token = try issuer.token(expiresIn: .seconds(60))
        let verifier = try issuer.verifier(leeway: 0)
        clock.advance(by: .seconds(59))
        #expect(try await rule(token, verifier) == nil)
        clock.advance(by: .seconds(1))
        #expect(try await rule(token, verifier) == .expired)
        #expect(try await rule(issuer.token(expiresIn: .seconds(-31))) == .expired)
    }

    @Test func `a token that is spoiled in one place is refused for that place`() async throws {
        #expect(try await rule(issuer.token { $0["aud"] = "https://elsewhere.example" }) == .audience)
        #expect(try await rule(issuer.token { $0["iss"] = "https://elsewhere.example" }) == .issuer)
        #expect(try await rule(issuer.token { $0["sub"] = JSONValue?.none }) == .missingClaim)
        #expect(try await rule(issuer.token(type: "JWT")) == .type)
        #expect(try await rule(TestIssuer(clock: clock).token()) == .unknownKey)
        #expect(try await rule(issuer.sign(["iss": .string(issuer.name)])) == .missingClaim)
    }

    @Test func `a bound token wants a proof of its key`() async throws {
        let (key, uri) = (try ProofKey(), issuer.audience + "/notes")
        let token = try issuer.token(boundTo: key.thumbprint)
        #expect(try await rule(token) == .binding)
        let refusals: [(proof: String, rule: DPoPRule?)] = [
            (try key.proof("GET", uri, token: token), nil),
            (try key.proof("POST", uri, token: token), .method),
            (try key.proof("GET", uri), .accessTokenHash),
            (try key.proof("GET", uri, token: token, at: clock.seconds - 3600), .expired),
            (try key.proof("GET", uri, token: token, type: "JWT"), .type),
            (try key.proof("GET", uri, token: token) { $0["htu"] = "https://elsewhere.example" }, .uri),
        ]
        let verifier = try issuer.verifier()
        for (proof, rule) in refusals {
            let presented = PresentedAccessToken(
                token,
                as: .dpop,
                proof: PresentedProof(values: [proof], method: "GET", uri: uri)
            )
            var refusal: DPoPRule?
            do {
                _ = try await verifier.verify(presented)
            } catch let error as VerificationError {
                refusal = error.proof
            }
            #expect(refusal == rule)
        }
    }

    @Test func `a status is the one that the test gives`() async throws {
        let token = try issuer.token(statusIndex: 5)
        #expect(try await rule(token, issuer.verifier(status: FixedStatus(.known(.valid)))) == nil)
        #expect(try await rule(token, issuer.verifier(status: FixedStatus(.known(.invalid)))) == .status)
        #expect(try await rule(token, issuer.verifier(status: FixedStatus(.unknown))) == .statusUnavailable)
        let lenient = try issuer.verifier(status: FixedStatus(.unknown), whenStatusUnavailable: .accept)
        #expect(try await rule(token, lenient) == nil)
    }

    @Test func `keys that cannot be had are no fault of the token`() async throws {
        #expect(try await rule(issuer.token(), issuer.verifier(keys: UnavailableKeySet())) == .keysUnavailable)
    }

    @Test func `a symmetric key proves nothing`() throws {
        let key = try ProofKey(.hs256)
        #expect(throws: JOSEError.self) { try key.proof("GET", "https://api.example.com/notes") }
    }
}
