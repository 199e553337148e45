/// A status list as it is published: a status list token (draft-ietf-oauth-status-list, "Status List Token in JWT Format").
public struct SignedStatusList: Sendable, Hashable {
    /// The compact JWS of type `statuslist+jwt`.
    public let token: String
    /// Names this token; good as an entity tag.
    public let tag: String
    /// When it was made: its `iat`.
    public let madeAt: Timestamp
}

/// What makes a signed list good to be given again.
struct SignedStatusListKey: Sendable, Hashable {
    /// The version of the list's bits.
    let version: Int
    /// The key that signed it.
    let keyID: String
}
