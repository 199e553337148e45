import Persistence

/// The table of confidential clients, each with one secret or two: the columns allow no third.
enum ClientSchema {
    static let clients = Migration(
        "clients",
        [
            """
            CREATE TABLE clients (
                id \(type: .text) NOT NULL PRIMARY KEY,
                name \(type: .text),
                permissions \(type: .text) NOT NULL,
                created_at \(type: .bigint) NOT NULL,
                disabled_at \(type: .bigint),
                last_used_at \(type: .bigint),
                secret_hash \(type: .bytes) NOT NULL,
                secret_created_at \(type: .bigint) NOT NULL,
                previous_secret_hash \(type: .bytes),
                previous_secret_created_at \(type: .bigint),
                previous_secret_expires_at \(type: .bigint),
                CHECK ((previous_secret_hash IS NULL) = (previous_secret_created_at IS NULL)),
                CHECK ((previous_secret_hash IS NULL) = (previous_secret_expires_at IS NULL))
            ) \(options: .strictByPrimaryKey)
            """
        ]
    )

    static let table = TableDescription(
        "clients",
        key: ["id"],
        [
            "id": .text, "name": .text, "permissions": .text, "created_at": .bigint, "disabled_at": .bigint,
            "last_used_at": .bigint, "secret_hash": .bytes, "secret_created_at": .bigint,
            "previous_secret_hash": .bytes,
            "previous_secret_created_at": .bigint, "previous_secret_expires_at": .bigint,
        ]
    )
}

extension Feature {
    /// Confidential clients.
    static func clients(_ service: @escaping @Sendable (System) -> ClientService) -> Feature {
        Feature(
            migrations: [9: ClientSchema.clients],
            tables: [ClientSchema.table],
            maintenance: { try await service($0).maintain() },
            announcements: [.clients: { service($0).forgetRemembered() }]
        )
    }
}
