import Persistence

/// The table of signing keys.
enum SigningKeySchema {
    static let signingKeys = Migration(
        "signing_keys",
        [
            """
            CREATE TABLE signing_keys (
                id \(type: .text) NOT NULL PRIMARY KEY,
                algorithm \(type: .text) NOT NULL,
                public_key \(type: .text) NOT NULL,
                wrapped_private_key \(type: .bytes),
                created_at \(type: .bigint) NOT NULL,
                activates_at \(type: .bigint) NOT NULL,
                retires_at \(type: .bigint) NOT NULL,
                expires_at \(type: .bigint) NOT NULL,
                revoked_at \(type: .bigint),
                revocation_reason \(type: .text),
                CHECK (activates_at <= retires_at AND retires_at <= expires_at)
            ) \(options: .strictByPrimaryKey)
            """
        ]
    )

    /// For how long the tokens of each signing key live, so that no process has to guess how long a key must stay published.
    static let tokenLifetimes = Migration(
        "token_lifetimes",
        [
            // Milliseconds. Nothing says how long the tokens of an older key live, so it is the longest that a server could be told
            // to give them: 86,400 s.
            "ALTER TABLE signing_keys ADD COLUMN token_lifetime \(type: .bigint) NOT NULL DEFAULT 86400000",
            // Keys that left the key set too early come back. 300,000 ms are the margin of KeySchedule.
            """
            UPDATE signing_keys SET expires_at = retires_at + 86700000
            WHERE revoked_at IS NULL AND expires_at < retires_at + 86700000
            """,
        ]
    )

    static let table = TableDescription(
        "signing_keys",
        key: ["id"],
        [
            "id": .text, "algorithm": .text, "public_key": .text, "wrapped_private_key": .bytes, "created_at": .bigint,
            "activates_at": .bigint, "retires_at": .bigint, "expires_at": .bigint, "revoked_at": .bigint,
            "revocation_reason": .text, "revocation_sequence": .bigint, "token_lifetime": .bigint,
        ]
    )
}

extension Feature {
    /// Signing keys.
    static func signingKeys(_ service: @escaping @Sendable (System) -> SigningKeyService) -> Feature {
        Feature(
            migrations: [3: SigningKeySchema.signingKeys, 13: SigningKeySchema.tokenLifetimes],
            tables: [SigningKeySchema.table],
            sweeps: { retention in
                let kept = retention.ended
                return [
                    Sweep(.keyConfirmations) { transaction, now in
                        try transaction.signingKeys.hasConfirmations(ofKeysGoneBefore: now - kept) ? now : nil
                    } batch: { transaction, limit, now in
                        try transaction.signingKeys.removeConfirmations(ofKeysGoneBefore: now - kept, limit: limit)
                    },
                    Sweep(.signingKeys) { transaction, now in
                        try transaction.signingKeys.hasUnconfirmed(goneBefore: now - kept) ? now : nil
                    } batch: { transaction, limit, now in
                        try transaction.signingKeys.remove(goneBefore: now - kept, limit: limit)
                    },
                ]
            },
            maintenance: { try await service($0).maintain() },
            announcements: [.signingKeys: { try await service($0).follow() }]
        )
    }
}
