import Identity
import TesseraJOSE
import TesseraVerifier

/// Access tokens of this server whose session lives at this moment.
struct LivingAccessTokens: Sendable {
    /// Verifies, and looks the token's status up in memory.
    let verifier: AccessTokenVerifier
    let sessions: SessionService

    /// What a token that a request presents says, once it is sure that it is good at this moment, and the proof of its key
    /// where it is bound to one.
    ///
    /// - Throws: as ``verifyUnpresented(_:)``, and for the rules `binding` and `proof`.
    func verify(_ presented: PresentedAccessToken) async throws -> AccessToken {
        try await living(verifier.verify(presented))
    }

    /// What a token that somebody asks about says, once it is sure that it is good at this moment.
    ///
    /// Costs no database read: the status tells whether the session has been ended, and no token outlives its session's lifetime.
    /// Only a token from before sessions had a status is looked up.
    ///
    /// - Throws: `VerificationError` that names the broken rule; what the database throws.
    func verifyUnpresented(_ token: String) async throws -> AccessToken {
        try await living(verifier.verifyUnpresented(token))
    }

    private func living(_ accessToken: AccessToken) async throws -> AccessToken {
        guard accessToken.claims["status"] == nil else { return accessToken }
        guard let session = accessToken.sessionID.flatMap({ SessionID($0) }) else {
            throw VerificationError(rule: .missingClaim, claim: "sid")
        }
        guard try await sessions.isAlive(session) else { throw VerificationError(rule: .status) }
        return accessToken
    }
}
