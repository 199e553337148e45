/// What an operator says of a new client.
public struct ClientRegistration: Sendable {
    /// The `client_id`; nil for a random one.
    public let id: String?
    /// The name to show.
    public let name: String?
    /// What it may do.
    public let permissions: Set<ClientPermission>

    /// A new client.
    ///
    /// - Parameters:
    ///   - id: the `client_id`, 1 to 128 printable ASCII characters; nil for a random one.
    ///   - name: what people call it, 1 to 100 characters; nil for nothing.
    ///   - permissions: what it may do; empty means ``ClientPermission/usual``.
    public init(id: String? = nil, name: String? = nil, permissions: Set<ClientPermission> = []) {
        self.id = id
        self.name = name
        self.permissions = permissions.isEmpty ? ClientPermission.usual : permissions
    }
}

/// A client with the secret that was made for it just now.
public struct IssuedClientSecret: Sendable {
    /// The client.
    public let client: Client
    /// Its new secret, which cannot be shown again.
    public let secret: ClientSecret
}
