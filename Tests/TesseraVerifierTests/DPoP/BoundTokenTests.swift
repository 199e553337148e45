import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("Access tokens that are bound to a key, RFC 9449 §7.1")
struct BoundTokenTests {
    let issuer: TestIssuer
    let maker: ProofMaker
    let verifier: AccessTokenVerifier
    let token: String

    init() throws {
        issuer = try TestIssuer()
        let maker = try ProofMaker()
        let thumbprint = maker.thumbprint
        self.maker = maker
        verifier = try issuer.verifier()
        token = try issuer.token { $0["cnf"] = ["jkt": .string(thumbprint)] }
    }

    private func present(_ token: String, _ proofs: String..., method: String = "GET") -> PresentedAccessToken {
        PresentedAccessToken(
            token,
            as: .dpop,
            proof: PresentedProof(values: proofs, method: method, uri: ProofMaker.uri)
        )
    }

    private func refusal(
        _ presented: PresentedAccessToken,
        by verifier: AccessTokenVerifier? = nil
    ) async
        -> VerificationError?
    {
        do {
            _ = try await (verifier ?? self.verifier).verify(presented)
            return nil
        } catch {
            return error as? VerificationError
        }
    }

    @Test func `with a proof of its key it is accepted, and says its key`() async throws {
        let accepted = try await verifier.verify(present(token, maker.proof(token: token)))
        #expect(accepted.boundKey == maker.thumbprint)
    }

    @Test func `it is remembered, and each repetition needs a proof of its own`() async throws {
        let proof = try maker.proof(token: token)
        _ = try await verifier.verify(present(token, proof))
        let digest = try #require(verifier.cache?.digest(of: token))
        #expect(verifier.cache?.token(for: digest, keys: try issuer.keySet()) != nil)
        #expect(await refusal(present(token, proof))?.proof == .replay)
        #expect(await refusal(present(token))?.proof == .missing)
        #expect(try await refusal(present(token, maker.proof(token: token))) == nil)
        #expect(
            await refusal(PresentedAccessToken(token, as: .bearer, proof: ProofMaker.presented()))?.rule == .binding
        )
        await #expect(throws: VerificationError(rule: .binding)) { try await verifier.verify(token) }
    }

    @Test func `as a bearer token it is refused, even with its proof`() async throws {
        let proof = try ProofMaker.presented(maker.proof(token: token))
        let error = await refusal(PresentedAccessToken(token, as: .bearer, proof: proof))
        #expect(error == VerificationError(rule: .binding))
        #expect(throws: VerificationError(rule: .binding)) { try verifier.verify(token, with: issuer.keySet()) }
    }

    @Test func `a token that is bound to none is refused with a proof`() async throws {
        let bearer = try issuer.token()
        let error = try await refusal(present(bearer, maker.proof(token: bearer)))
        #expect(error?.rule == .binding && error?.proof == .unbound)
    }

    @Test func `a proof by another key is refused`() async throws {
        let thief = try ProofMaker()
        let error = try await refusal(present(token, thief.proof(token: token)))
        #expect(error?.rule == .binding && error?.proof == .binding)
        #expect(error?.proofChallenge(algorithms: ["ES256"]).error == .invalidToken)
    }

    @Test func `a proof for another token is refused`() async throws {
        let other = try issuer.token { $0["jti"] = "other" }
        #expect(try await refusal(present(token, maker.proof(token: other)))?.proof == .accessTokenHash)
        #expect(try await refusal(present(token, maker.proof()))?.proof == .accessTokenHash)
        let padded = try maker.proof(token: token) { $0["ath"] = .string(ProofMaker.hash(token) + "=") }
        #expect(await refusal(present(token, padded))?.proof == .accessTokenHash)
    }

    @Test func `a proof for another method is refused as invalid_dpop_proof`() async throws {
        let error = try await refusal(present(token, maker.proof(token: token), method: "DELETE"))
        #expect(error?.rule == .proof && error?.proof == .method)
        let challenge = error?.proofChallenge(algorithms: ["ES256"]).headerValue
        #expect(challenge?.hasPrefix(#"DPoP algs="ES256", error="invalid_dpop_proof""#) == true)
    }

    @Test(
        arguments: [
            .null, "text", [:], ["jkt": 1], ["x5t#S256": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"],
        ] as [JSONValue]
    )
    func `a confirmation that nobody understands is never met`(confirmation: JSONValue) async throws {
        let token = try issuer.token { $0["cnf"] = confirmation }
        #expect(try await refusal(present(token, maker.proof(token: token)))?.rule == .binding)
        await #expect(throws: VerificationError(rule: .binding)) { try await verifier.verify(token) }
    }

    @Test func `one of two confirmations is not enough`() async throws {
        let thumbprint = maker.thumbprint
        let token = try issuer.token { $0["cnf"] = ["jkt": .string(thumbprint), "x5t#S256": "x"] }
        #expect(try await refusal(present(token, maker.proof(token: token)))?.rule == .binding)
    }

    @Test func `a proof that came with a refused token is not used up`() async throws {
        let thumbprint = maker.thumbprint
        let proof = try maker.proof(token: token)
        let policy = OncePolicy()
        let verifier = AccessTokenVerifier(
            issuer: TestIssuer.name,
            audience: TestIssuer.audience,
            keys: StaticKeySet(try issuer.keySet()),
            policies: [policy],
            now: { TestIssuer.now }
        )
        #expect(thumbprint.utf8.count == 43)
        #expect(await refusal(present(token, proof), by: verifier)?.rule == .policy)
        policy.accepts.withLock { $0 = true }
        #expect(await refusal(present(token, proof), by: verifier) == nil)
    }

    @Test func `an expired token is refused for that, whatever its proof`() async throws {
        let thumbprint = maker.thumbprint
        let expired = try issuer.token { claims in
            claims["cnf"] = ["jkt": .string(thumbprint)]
            claims["exp"] = .integer(TestIssuer.now - 60)
        }
        #expect(await refusal(present(expired, "nothing"))?.rule == .expired)
    }

    @Test func `who is asked about a token needs no proof`() async throws {
        #expect(try await verifier.verifyUnpresented(token).boundKey == maker.thumbprint)
    }
}

/// Refuses until a test says otherwise.
private final class OncePolicy: VerificationPolicy {
    let accepts = Mutex(false)

    func refusal(of token: VerifiedToken, at now: Int64) -> VerificationError? {
        accepts.withLock { $0 } ? nil : VerificationError(policy: "once")
    }
}
