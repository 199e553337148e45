import Identity
import TesseraVerifier

/// A token that a client asks about or wants ended, recognised by what it is.
///
/// `token_type_hint` (RFC 7009 §2.1) only makes a search faster, and there is none here: a refresh token says what it is by its
/// prefix, and everything else can only be an access token.
enum PresentedToken: Sendable {
    /// A refresh token, or what looks like one.
    case refresh(String)
    /// Anything else.
    case access(String)

    init(_ text: String) {
        self = text.hasPrefix(SessionService.refreshTokenPrefix) ? .refresh(text) : .access(text)
    }
}

/// Access tokens of this server whose session lives.
struct LivingAccessTokens: Sendable {
    let verifier: AccessTokenVerifier
    let sessions: SessionService

    /// What a token says, once it is sure that it is good at this moment.
    ///
    /// - Throws: `VerificationError` that names the broken rule; what the database throws.
    func verify(_ token: String) async throws -> AccessToken {
        let accessToken = try await verifier.verify(token)
        guard let session = accessToken.sessionID.flatMap({ SessionID($0) }) else {
            throw VerificationError(rule: .missingClaim, claim: "sid")
        }
        guard try await sessions.isAlive(session) else { throw VerificationError(rule: .expired) }
        return accessToken
    }
}
