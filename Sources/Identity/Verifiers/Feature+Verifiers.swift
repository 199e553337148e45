import Persistence

/// The tables of verifiers: who is connected to which server, and what each has confirmed.
enum VerifierSchema {
    static let verifiers = Migration(
        "verifiers",
        [
            // Who holds the connections, and was alive when. A server that was killed cannot say so, but it falls silent.
            """
            CREATE TABLE verifier_servers (
                id \(type: .bytes) NOT NULL PRIMARY KEY,
                last_seen_at \(type: .bigint) NOT NULL
            ) \(options: .strictByPrimaryKey)
            """,
            """
            CREATE TABLE verifiers (
                id \(type: .identity),
                stream_hash \(type: .bytes) NOT NULL UNIQUE,
                server_id \(type: .bytes) NOT NULL,
                name \(type: .text),
                address \(type: .text) NOT NULL,
                known_since \(type: .bigint) NOT NULL,
                connected_at \(type: .bigint) NOT NULL,
                disconnected_at \(type: .bigint),
                confirmed_sequence \(type: .bigint),
                confirmed_at \(type: .bigint)
            ) \(options: .strict)
            """,
            "CREATE INDEX verifiers_gone ON verifiers (address, disconnected_at) WHERE disconnected_at IS NOT NULL",
            """
            CREATE TABLE key_confirmations (
                verifier_id \(type: .bigint) NOT NULL REFERENCES verifiers (id) ON DELETE CASCADE,
                key_id \(type: .text) NOT NULL,
                confirmed_at \(type: .bigint) NOT NULL,
                PRIMARY KEY (verifier_id, key_id)
            ) \(options: .strictByPrimaryKey)
            """,
        ]
    )

    static let serverTable = TableDescription(
        "verifier_servers",
        key: ["id"],
        ["id": .bytes, "last_seen_at": .bigint]
    )

    static let table = TableDescription(
        "verifiers",
        key: ["id"],
        [
            "id": .identity, "stream_hash": .bytes, "server_id": .bytes, "name": .text, "address": .text,
            "known_since": .bigint, "connected_at": .bigint, "disconnected_at": .bigint, "confirmed_sequence": .bigint,
            "confirmed_at": .bigint,
        ]
    )

    static let confirmationTable = TableDescription(
        "key_confirmations",
        key: ["verifier_id", "key_id"],
        ["verifier_id": .bigint, "key_id": .text, "confirmed_at": .bigint]
    )
}

extension Feature {
    /// Connected verifiers.
    static func verifiers(
        _ registry: @escaping @Sendable (System) -> VerifierRegistry,
        status: @escaping @Sendable (System) -> StatusService
    ) -> Feature {
        Feature(
            migrations: [8: VerifierSchema.verifiers],
            tables: [VerifierSchema.serverTable, VerifierSchema.table, VerifierSchema.confirmationTable],
            sweeps: { _ in
                let (patience, untilForgotten) = (VerifierRegistry.patience, StatusLifetime.untilForgotten)
                return [
                    Sweep(.silentVerifiers) { transaction, now in
                        try transaction.verifiers.hasSilent(since: now - patience) ? now : nil
                    } batch: { transaction, limit, now in
                        try transaction.verifiers.disconnectSilent(since: now - patience, limit: limit)
                    },
                    Sweep(.silentServers) { transaction, now in
                        try transaction.verifiers.oldestSilentServer(since: now - patience)
                    } batch: { transaction, limit, now in
                        try transaction.verifiers.removeSilentServers(since: now - patience, limit: limit)
                    },
                    Sweep(.goneVerifiers) { transaction, now in
                        try transaction.verifiers.oldestGone(before: now - untilForgotten).map { $0 + untilForgotten }
                    } batch: { transaction, limit, now in
                        try transaction.verifiers.removeGone(before: now - untilForgotten, limit: limit)
                    },
                ]
            },
            maintenance: { system in
                // This server lives, whatever a clock that jumped makes of its last word.
                if status(system).subscriberCount > 0 { try await registry(system).touch() }
            }
        )
    }
}
