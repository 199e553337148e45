// Clients owns confidential clients: programs of an operator that ask about tokens (RFC 7662) or end them (RFC 7009) and prove
// who they are by a secret. It owns their names, secrets and permissions, who may be believed, and how often somebody may try. It
// never sees a request of HTTP and never keeps a secret, only its hash.

/// What a confidential client may do.
public enum ClientPermission: String, Sendable, Hashable, CaseIterable {
    /// Ask what an access token says and whether it is good (RFC 7662).
    case introspect
    /// Ask the same about a refresh token.
    ///
    /// A permission of its own: an API that asks about all that it is sent would take a refresh token for an access token
    /// (RFC 7662 §4).
    case introspectRefresh = "introspect-refresh"
    /// End the session that a token belongs to (RFC 7009).
    case revoke

    /// What a client may do unless an operator says otherwise: everything but to ask about refresh tokens.
    public static let usual: Set<ClientPermission> = [.introspect, .revoke]
}

/// A confidential client (RFC 6749 §2.1): a program that can keep a secret.
public struct Client: Sendable, Hashable {
    /// Names the client; its `client_id`.
    public let id: ClientID
    /// What people call it; nil when it has no such name.
    public let name: String?
    /// What it may do.
    public let permissions: Set<ClientPermission>
    /// When it was created.
    public let createdAt: Timestamp
    /// Since when it is refused; nil while it is not.
    public let disabledAt: Timestamp?
    /// When it last proved who it is, exact to a minute; nil when it never did.
    public let lastUsedAt: Timestamp?
    /// When its secret was made.
    public let secretCreatedAt: Timestamp
    /// The secret before, while it is still good beside the present one.
    public let previousSecret: PreviousClientSecret?
}

/// A secret that has been replaced and is good for a while yet, so that a client can change over without a pause.
public struct PreviousClientSecret: Sendable, Hashable {
    /// When it was made.
    public let createdAt: Timestamp
    /// From when on it is refused.
    public let expiresAt: Timestamp
}
