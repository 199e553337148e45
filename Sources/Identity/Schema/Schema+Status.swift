import Persistence

/// The tables of status lists: which session has which position, what was revoked, and who has been told.
extension IdentitySchema {
    static let status = Migration(
        "status_lists",
        [
            // Sessions from before have none until their next refresh.
            "ALTER TABLE sessions ADD COLUMN status_position \(type: .bigint)",
            // No two living sessions ever share one, whatever the program does. A refresh does not touch it.
            """
            CREATE UNIQUE INDEX sessions_by_status_position ON sessions (status_position)
            WHERE ended_at IS NULL AND status_position IS NOT NULL
            """,
            "ALTER TABLE signing_keys ADD COLUMN revocation_sequence \(type: .bigint)",
            // One row: the counters. A counter in a row, rather than an identity column, gives numbers in the order of the
            // commits and without gaps, so that whoever has read up to a number has read everything up to it.
            """
            CREATE TABLE status_state (
                id \(type: .bigint) NOT NULL PRIMARY KEY,
                next_position \(type: .bigint) NOT NULL,
                last_sequence \(type: .bigint) NOT NULL,
                purged_sequence \(type: .bigint) NOT NULL,
                purged_at \(type: .bigint) NOT NULL,
                CHECK (id = 1),
                CHECK (next_position >= 0),
                CHECK (0 <= purged_sequence AND purged_sequence <= last_sequence)
            ) \(options: .strict)
            """,
            """
            INSERT INTO status_state (id, next_position, last_sequence, purged_sequence, purged_at)
            VALUES (1, 0, 0, 0, 0)
            """,
            // Positions that were used before, and from when on they may be given out again.
            """
            CREATE TABLE free_status_positions (
                position \(type: .bigint) NOT NULL PRIMARY KEY,
                free_from \(type: .bigint) NOT NULL
            ) \(options: .strict)
            """,
            "CREATE INDEX free_status_positions_by_time ON free_status_positions (free_from, position)",
            // A row is a bit that is set, or a revoked signing key. Rows go when nothing that they speak of can count any more.
            """
            CREATE TABLE revocations (
                sequence \(type: .bigint) NOT NULL PRIMARY KEY,
                position \(type: .bigint),
                key_id \(type: .text),
                revoked_at \(type: .bigint) NOT NULL,
                CHECK ((position IS NULL) <> (key_id IS NULL))
            ) \(options: .strict)
            """,
        ]
    )

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
}
