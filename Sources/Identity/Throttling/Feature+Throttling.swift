import Persistence

/// The tables of the throttle.
enum ThrottlingSchema {
    /// `full_at` is the time, in milliseconds since 1970, at which a bucket is full again; keys are 16 bytes of MAC.
    static let throttles = Migration(
        "sign_in_throttles",
        [
            """
            CREATE TABLE sign_in_throttles (
                key \(type: .bytes) PRIMARY KEY NOT NULL,
                full_at \(type: .bigint) NOT NULL
            ) \(options: .strictByPrimaryKey)
            """,
            """
            CREATE TABLE familiar_addresses (
                account \(type: .bytes) NOT NULL,
                address \(type: .bytes) NOT NULL,
                seen_at \(type: .bigint) NOT NULL,
                PRIMARY KEY (account, address)
            ) \(options: .strictByPrimaryKey)
            """,
            "CREATE INDEX familiar_addresses_by_seen_at ON familiar_addresses (seen_at)",
        ]
    )

    static let table = TableDescription(
        "sign_in_throttles",
        key: ["key"],
        ["key": .bytes, "full_at": .bigint]
    )

    static let familiarAddressTable = TableDescription(
        "familiar_addresses",
        key: ["account", "address"],
        ["account": .bytes, "address": .bytes, "seen_at": .bigint]
    )
}

extension Feature {
    /// The throttle of sign-ins and registrations.
    static var throttling: Feature {
        Feature(
            migrations: [6: ThrottlingSchema.throttles],
            tables: [ThrottlingSchema.table, ThrottlingSchema.familiarAddressTable],
            sweeps: { retention in
                let familiarity = retention.familiarity
                return [
                    Sweep(.throttles) { transaction, now in
                        try transaction.throttles.oldestFull(at: now)
                    } batch: { transaction, limit, now in
                        try transaction.throttles.removeFull(before: now.milliseconds, limit: limit)
                    },
                    Sweep(.familiarAddresses) { transaction, now in
                        try transaction.throttles.oldestFamiliarAddress(before: now - familiarity).map {
                            $0 + familiarity
                        }
                    } batch: { transaction, limit, now in
                        try transaction.throttles.removeFamiliarAddresses(
                            before: (now - familiarity).milliseconds,
                            limit: limit
                        )
                    },
                ]
            }
        )
    }
}
