import TesseraOAuth
import TesseraVerifier
import Testing

@Suite("VerificationError")
struct VerificationErrorTests {
    @Test func `every rule challenges with invalid_token, except when nothing is known of the token`() {
        for rule in VerificationRule.allCases {
            let error = VerificationError(rule: rule)
            let challenge = error.challenge
            #expect(error.isTemporary == [.keysUnavailable, .statusUnavailable].contains(rule))
            #expect(challenge.error == (error.isTemporary ? nil : .invalidToken))
            #expect(challenge.status == 401)
        }
    }

    @Test func `every rule has a sentence of its own that challenges carry unchanged`() {
        let sentences = VerificationRule.allCases.map { VerificationError(rule: $0).description }
        #expect(Set(sentences).count == sentences.count)
        for error in VerificationRule.allCases.map({ VerificationError(rule: $0) }) where !error.isTemporary {
            #expect(error.challenge.headerValue.contains(#"error_description="\#(error.description)""#))
        }
    }

    @Test func `the claim at fault is named`() {
        #expect(VerificationError(rule: .missingClaim, claim: "jti").description.contains("jti"))
        #expect(VerificationError(rule: .malformed, claim: "roles").description.contains("roles"))
    }
}
