import Persistence

/// One row of `clients`.
struct ClientRow: Sendable {
    let client: Client
    let secretHash: ClientSecretHash
    /// The hash of the secret before and from when on it is refused.
    let previousSecret: (hash: ClientSecretHash, expiresAt: Timestamp)?

    static let columns: SQL = """
        id, name, permissions, created_at, disabled_at, last_used_at, secret_hash, secret_created_at, \
        previous_secret_hash, previous_secret_created_at, previous_secret_expires_at
        """

    init(_ row: Row) throws {
        secretHash = ClientSecretHash(bytes: try row.bytes("secret_hash"))
        var shown: PreviousClientSecret?
        if let hash = try row.optionalBytes("previous_secret_hash") {
            let expiresAt = Timestamp(milliseconds: try row.integer("previous_secret_expires_at"))
            previousSecret = (ClientSecretHash(bytes: hash), expiresAt)
            shown = PreviousClientSecret(
                createdAt: Timestamp(milliseconds: try row.integer("previous_secret_created_at")),
                expiresAt: expiresAt
            )
        } else {
            previousSecret = nil
        }
        client = Client(
            id: ClientID(unchecked: try row.text("id")),
            name: try row.optionalText("name"),
            permissions: Set(WordList.words(try row.text("permissions")).compactMap(ClientPermission.init(rawValue:))),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")),
            disabledAt: try row.optionalInteger("disabled_at").map(Timestamp.init(milliseconds:)),
            lastUsedAt: try row.optionalInteger("last_used_at").map(Timestamp.init(milliseconds:)),
            secretCreatedAt: Timestamp(milliseconds: try row.integer("secret_created_at")),
            previousSecret: shown
        )
    }
}
