import Persistence

/// The tables of connected verifiers and their verbs.
struct VerifierTable {
    let transaction: any Transaction

    /// Writes down that a verifier is connected.
    ///
    /// A verifier that comes back, by its name and address, takes over what was known of it.
    func connect(stream: [UInt8], server: [UInt8], name: String?, address: String, at now: Timestamp) throws {
        let sameName: SQL = name.map { "name = \($0)" } ?? "name IS NULL"
        let returned = try transaction.execute(
            """
            UPDATE verifiers SET
                stream_hash = \(stream), server_id = \(server), connected_at = \(now.milliseconds), disconnected_at = NULL
            WHERE id = (
                SELECT id FROM verifiers WHERE disconnected_at IS NOT NULL AND address = \(address) AND \(sameName)
                ORDER BY disconnected_at DESC LIMIT 1
            )
            """
        )
        guard returned == 0 else { return }
        try transaction.execute(
            """
            INSERT INTO verifiers (stream_hash, server_id, name, address, known_since, connected_at)
            VALUES (\(stream), \(server), \(name), \(address), \(now.milliseconds), \(now.milliseconds))
            """
        )
    }

    /// Writes down that a verifier's transaction has ended.
    func disconnect(stream: [UInt8], at now: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE verifiers SET disconnected_at = \(now.milliseconds)
            WHERE stream_hash = \(stream) AND disconnected_at IS NULL
            """
        )
    }

    /// Writes down that every transaction of a server has ended.
    func disconnectAll(ofServer server: [UInt8], at now: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE verifiers SET disconnected_at = \(now.milliseconds)
            WHERE server_id = \(server) AND disconnected_at IS NULL
            """
        )
        try transaction.execute("DELETE FROM verifier_servers WHERE id = \(server)")
    }

    /// Writes down that a server lives.
    func touch(_ server: [UInt8], at now: Timestamp) throws {
        try transaction.execute(
            """
            INSERT INTO verifier_servers (id, last_seen_at) VALUES (\(server), \(now.milliseconds))
            ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at
            """
        )
    }

    /// Writes down that a verifier has applied everything up to an event; false when there is no such transaction.
    func confirm(stream: [UInt8], upTo sequence: Int64, at now: Timestamp) throws -> Bool {
        let row = try transaction.row(
            """
            UPDATE verifiers SET confirmed_sequence = \(sequence), confirmed_at = \(now.milliseconds)
            WHERE stream_hash = \(stream) AND disconnected_at IS NULL
                AND (confirmed_sequence IS NULL OR confirmed_sequence <= \(sequence))
            RETURNING id
            """
        )
        guard let row else {
            // An older confirmation that was overtaken says nothing new.
            return try transaction.exists(
                "SELECT 1 FROM verifiers WHERE stream_hash = \(stream) AND disconnected_at IS NULL"
            )
        }
        try transaction.execute(
            """
            INSERT INTO key_confirmations (verifier_id, key_id, confirmed_at)
            SELECT \(try row.integer("id")), id, \(now.milliseconds) FROM signing_keys
            WHERE revocation_sequence IS NOT NULL AND revocation_sequence <= \(sequence)
            ON CONFLICT (verifier_id, key_id) DO NOTHING
            """
        )
        return true
    }

    /// Every verifier that may have known a key, the longest connected first.
    func confirmations(
        ofKey keyID: String,
        revokedAt: Timestamp,
        silentSince: Timestamp
    ) throws -> [KeyConfirmation] {
        try transaction.rows(
            """
            SELECT verifiers.name, verifiers.address, verifiers.known_since, verifiers.connected_at,
                key_confirmations.confirmed_at,
                CASE WHEN disconnected_at IS NULL AND COALESCE(last_seen_at, 0) < \(silentSince.milliseconds)
                    THEN COALESCE(last_seen_at, connected_at) ELSE disconnected_at END AS disconnected_at
            FROM verifiers
            LEFT JOIN verifier_servers ON verifier_servers.id = verifiers.server_id
            LEFT JOIN key_confirmations
                ON key_confirmations.verifier_id = verifiers.id AND key_confirmations.key_id = \(keyID)
            ORDER BY verifiers.connected_at, verifiers.id
            """
        ).map { try KeyConfirmation($0, revokedAt: revokedAt) }
    }
}

extension KeyConfirmation {
    fileprivate init(_ row: Row, revokedAt: Timestamp) throws {
        let confirmedAt = try row.optionalInteger("confirmed_at").map(Timestamp.init(milliseconds:))
        name = try row.optionalText("name")
        address = try row.text("address")
        connectedAt = Timestamp(milliseconds: try row.integer("connected_at"))
        disconnectedAt = try row.optionalInteger("disconnected_at").map(Timestamp.init(milliseconds:))
        let cameAfterwards = Timestamp(milliseconds: try row.integer("known_since")) > revokedAt
        state =
            if cameAfterwards {
                .connectedAfterwards
            } else if confirmedAt != nil {
                .confirmed
            } else {
                disconnectedAt == nil ? .waiting : .gone
            }
        millisecondsToConfirm = cameAfterwards ? nil : confirmedAt.map { max(0, $0 - revokedAt) }
    }
}

extension Transaction {
    /// The tables of verifiers.
    var verifiers: VerifierTable { VerifierTable(transaction: self) }
}
