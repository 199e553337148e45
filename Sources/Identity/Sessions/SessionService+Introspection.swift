import Persistence

/// What a refresh token that is good says of its session (RFC 7662 §2.2).
public struct RefreshTokenFacts: Sendable, Hashable {
    /// The session that it belongs to.
    public let session: Session
    /// The account's roles.
    public let roles: [String]
}

extension SessionService {
    /// By this prefix a refresh token is told from every other token.
    public static let refreshTokenPrefix = RefreshTokenCodec.prefix

    /// What a refresh token says of its session, if a refresh by it would be accepted at this moment.
    ///
    /// Rotates nothing, replaces nothing and ends nothing: asking about a token that has been replaced is no use of it.
    ///
    /// - Parameter refreshToken: the token's text.
    /// - Returns: nil when a refresh would be refused, whatever for.
    /// - Throws: what the database throws.
    public func inspect(refreshToken: String) async throws -> RefreshTokenFacts? {
        guard let presented = codec.token(of: refreshToken) else { return nil }
        let found = try await database.read { try $0.sessions.find(presented.sessionID) }
        let now = time.now()
        guard let row = found, let session = try row.session(), session.end(asOf: now) == nil else { return nil }
        if presented.generation != session.generation {
            let verdict = rule.verdict(
                on: session,
                presented: presented.generation,
                attempts: .none,
                // A client that only asks about a token needs no proof.
                proof: session.keyThumbprint.map(KeyProof.key) ?? .absent,
                from: .nowhere,
                at: now
            )
            switch verdict {
            case .repeated, .replaced, .observedReuse, .aheadOfDatabase: break
            case .superseded, .unproven, .reused, .expired, .ended: return nil
            }
        }
        return RefreshTokenFacts(session: session, roles: try row.grants().roles)
    }
}
