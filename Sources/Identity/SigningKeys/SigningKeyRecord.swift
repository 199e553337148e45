public import TesseraJOSE

/// A signing key's life, without the key: what the database and the command show.
public struct SigningKeyRecord: Sendable, Hashable {
    /// Where a key is in its life.
    public enum State: String, Sendable, CaseIterable {
        /// Published, so that verifiers know it, but not yet used.
        case published
        /// Signs new tokens.
        case signing
        /// Signs no more; still published, for the tokens that it signed.
        case retired
        /// Every token that it signed has expired; no longer published.
        case expired
        /// Revoked: not published, and nothing that it signed counts any more.
        case revoked
    }

    /// The `kid`: the key's thumbprint (RFC 7638).
    public let id: String
    /// The algorithm it signs with.
    public let algorithm: SignatureAlgorithm
    /// When it was made and published.
    public let createdAt: Timestamp
    /// When it begins to sign.
    public let activatesAt: Timestamp
    /// When it stops signing.
    public let retiresAt: Timestamp
    /// When the last token that it signed has expired.
    public let expiresAt: Timestamp
    /// When it was revoked.
    public let revokedAt: Timestamp?
    /// Why it was revoked.
    public let revocationReason: String?
    /// How long a token that it signs can live; no server signs a longer one with it before the database knows.
    public var tokenLifetime: Duration = StatusLifetime.longestAccessToken
    /// Whether its private part has been forgotten, so that it never signs again.
    public var isPrivateKeyForgotten = false

    /// Where the key is in its life at `now`.
    ///
    /// What has been forgotten does not come back when the clock goes back.
    public func state(at now: Timestamp) -> State {
        if revokedAt != nil { return .revoked }
        if isPrivateKeyForgotten { return now < expiresAt ? .retired : .expired }
        if now < activatesAt { return .published }
        if now < retiresAt { return .signing }
        return now < expiresAt ? .retired : .expired
    }
}
