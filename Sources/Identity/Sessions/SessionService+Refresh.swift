import Logging
import Persistence
import TesseraJOSE

extension SessionService {
    /// Checks the form of a refresh's attempt ids, where there is no refresh token to go with them.
    ///
    /// - Parameter attempt: what the client sent; nil for nothing.
    /// - Throws: `IdentityError` `invalid_request` for a malformed attempt.
    public func check(attempt: String?) throws {
        _ = try attempt.map(RefreshAttempts.init)
    }

    /// Exchanges a refresh token for its successor and a new access token (RFC 6749 §6, RFC 9700 §4.14: rotation).
    ///
    /// Idempotent: the same attempt, a bound session with its proof, or any holder within the grace window gets the *same*
    /// successor. A client without attempt ids that repeats later gets a new one for a while, three times in 16 steps, and the
    /// unseen one is dead. A late copy of a request whose client has moved on gets nothing and ends nothing. Any other older token
    /// ends the session.
    ///
    /// - Parameters:
    ///   - token: the refresh token's text.
    ///   - attempt: a random id that the client stored before it sent the request, 1 to 128 visible ASCII characters; the id of
    ///     the refresh that gave it what it has may follow after a comma. Nil when it has none.
    ///   - proof: what the request shows to prove possession of a key; asked for once, and for a genuine token only. It counts
    ///     where the session is bound to a key: without the right proof nothing is rotated and nothing ends (RFC 9449 §5).
    ///   - source: where the request comes from.
    /// - Returns: new tokens, or why there are none.
    /// - Throws: `IdentityError` `invalid_request` for a malformed attempt.
    public func refresh(
        _ token: String,
        attempt: String?,
        proof: @autoclosure () -> KeyProof = .absent,
        from source: RequestSource
    ) async throws -> RefreshOutcome<IssuedTokens> {
        let attempts = try attempt.map(RefreshAttempts.init) ?? .none
        guard let presented = codec.token(of: token) else {
            return .refused(RefreshRefusal(.malformedToken, of: nil))
        }
        let now = time.now()
        let request = RefreshRequest(
            presented: presented,
            attempts: attempts,
            proof: proof(),
            idleLifetime: configuration.sessionIdleLifetime,
            source: source,
            now: now
        )
        let outcome = try await database.write(isolation: .grouped) { [rule] transaction in
            try transaction.sessions.refresh(request, by: rule)
        }
        switch outcome {
        case .replaced:
            logger.notice("refresh token replaced unseen", metadata: ["session.id": "\(presented.sessionID)"])
        case .refused(let refusal) where refusal.cause == .ended(.refreshTokenReuse):
            await status.followOwnWrite()
            logger.warning("refresh token reuse", metadata: ["session.id": "\(presented.sessionID)"])
        case .rotated, .repeated, .superseded, .unproven, .refused: break
        }
        return try outcome.map { try tokens(for: $0.basis(), at: now) }
    }
}
