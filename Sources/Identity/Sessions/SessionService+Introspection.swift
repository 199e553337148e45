import Persistence
public import TesseraOAuth

/// What a refresh token that is good says of its session (RFC 7662 §2.2).
public struct RefreshTokenFacts: Sendable, Hashable {
    /// The session that it belongs to.
    public let sessionID: SessionID
    /// Whose session it is.
    public let accountID: AccountID
    /// The client that it was made for.
    public let clientID: String
    /// What its access tokens may do.
    public let scope: Scope
    /// The account's roles.
    public let roles: [String]
    /// When the session's good token was given out.
    public let issuedAt: Timestamp
    /// From when on it is refused unless it is used before.
    public let expiresAt: Timestamp
    /// When the person proved who they are.
    public let authenticatedAt: Timestamp
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
        let found = try await database.read { try $0.sessionRow(presented.sessionID) }
        let now = time.now()
        guard let (row, grants) = found, let session = row.session, session.end(asOf: now) == nil else { return nil }
        if presented.generation != row.facts.generation {
            let verdict = rule.verdict(
                on: row.facts,
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
        return RefreshTokenFacts(
            sessionID: session.id,
            accountID: session.accountID,
            clientID: session.clientID,
            scope: session.scope,
            roles: grants.roles,
            issuedAt: row.facts.rotatedAt ?? session.createdAt,
            expiresAt: session.idleExpiresAt,
            authenticatedAt: session.authenticatedAt
        )
    }
}
