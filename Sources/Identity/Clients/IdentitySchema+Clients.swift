import Persistence

extension IdentitySchema {
    /// Confidential clients, each with one secret or two: the columns allow no third.
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
}
