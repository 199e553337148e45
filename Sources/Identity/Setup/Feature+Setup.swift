import Persistence

/// The tables of the first start: the link for the first administrator, and which installation the database belongs to.
enum SetupSchema {
    static let setupTokens = Migration(
        "setup_tokens",
        [
            """
            CREATE TABLE setup_tokens (
                hash \(type: .bytes) NOT NULL PRIMARY KEY,
                expires_at \(type: .bigint) NOT NULL
            ) \(options: .strictByPrimaryKey)
            """
        ]
    )

    static let installation = Migration(
        "installation",
        [
            """
            CREATE TABLE installation (
                id \(type: .bigint) NOT NULL PRIMARY KEY,
                identifier \(type: .bytes) NOT NULL,
                CHECK (id = 1)
            ) \(options: .strict)
            """
        ]
    )

    static let tokenTable = TableDescription(
        "setup_tokens",
        key: ["hash"],
        ["hash": .bytes, "expires_at": .bigint]
    )

    static let installationTable = TableDescription(
        "installation",
        key: ["id"],
        ["id": .bigint, "identifier": .bytes]
    )
}

extension Feature {
    /// The first start.
    static var setup: Feature {
        Feature(
            migrations: [5: SetupSchema.setupTokens, 14: SetupSchema.installation],
            tables: [SetupSchema.tokenTable, SetupSchema.installationTable],
            sweeps: { _ in
                [
                    Sweep(.setupTokens) { transaction, now in
                        try transaction.setup.oldestExpiredToken(at: now)
                    } batch: { transaction, limit, now in
                        try transaction.setup.removeExpiredTokens(at: now, limit: limit)
                    }
                ]
            }
        )
    }
}
