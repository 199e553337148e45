/// One sign-in on one device: one row, one refresh-token family.
///
/// What its tokens are made of is its ``basis``, whose members are the session's own.
@dynamicMemberLookup
public struct Session: Sendable, Hashable {
    /// What its tokens are made of.
    public let basis: SessionBasis
    /// When it began.
    public let createdAt: Timestamp
    /// When it was last refreshed (or began).
    public let lastSeenAt: Timestamp
    /// When it ends in any case.
    public let expiresAt: Timestamp
    /// The address it began from.
    public let createdAddress: String
    /// The address it was last refreshed from.
    public let lastAddress: String
    /// The user agent it began with.
    public let createdUserAgent: String?
    /// The user agent it was last refreshed with.
    public let lastUserAgent: String?
    /// How it ended; nil while it lives.
    public let end: SessionEnd?
    /// When the last step of its family was, a rotation or a replacement; nil when there was none.
    let rotatedAt: Timestamp?
    /// How the last steps of its family were made.
    let steps: StepHistory

    /// A member of the session's ``basis``.
    public subscript<Value>(dynamicMember member: KeyPath<SessionBasis, Value>) -> Value { basis[keyPath: member] }
}

extension Session {
    /// How the session ended as of `now`: an end that was written down, or a lifetime that has run out meanwhile.
    public func end(asOf now: Timestamp) -> SessionEnd? {
        end ?? SessionEnd.lifetime(idleExpiresAt: basis.idleExpiresAt, expiresAt: expiresAt, asOf: now)
    }

    /// When the refresh token that is good now was given out.
    public var tokenIssuedAt: Timestamp { rotatedAt ?? createdAt }
}
