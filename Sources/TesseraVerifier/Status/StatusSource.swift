public import TesseraOAuth

/// Where a verifier learns whether a token has been revoked (draft-ietf-oauth-status-list).
public protocol StatusSource: Sendable {
    /// The status of a token from memory, without waiting.
    /// - Parameter reference: Where the token's status stands, from a token whose signature is verified.
    /// - Returns: What memory knows.
    func status(of reference: StatusReference) -> StatusFinding

    /// The status of a token, from the issuer when memory doesn't know it or what it knows is too old.
    ///
    /// A source decides itself how often it asks the issuer.
    /// - Parameter reference: Where the token's status stands, from a token whose signature is verified.
    /// - Returns: What is known now.
    func refreshedStatus(of reference: StatusReference) async -> StatusFinding
}

/// What a source knows of a token's status.
public enum StatusFinding: Sendable, Hashable {
    /// The status, fresh enough to act on.
    case known(TokenStatus)
    /// The last known status, older than allowed.
    case stale(TokenStatus)
    /// Nothing is at hand; the issuer may know.
    case unknown
    /// The reference leads to no entry that this source answers for, and asking won't help.
    case foreign
}
