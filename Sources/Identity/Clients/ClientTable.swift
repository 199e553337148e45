import Persistence

/// The table of confidential clients and its verbs, each of which is atomic.
struct ClientTable {
    let transaction: any Transaction

    /// The client of this name; nil when there is none.
    func find(_ id: ClientID) throws -> ClientRow? {
        try transaction.row("SELECT \(ClientRow.columns) FROM clients WHERE id = \(id.text)").map(ClientRow.init)
    }

    /// Every client, the oldest first.
    func list() throws -> [Client] {
        try transaction.rows("SELECT \(ClientRow.columns) FROM clients ORDER BY created_at, id").map {
            try ClientRow($0).client
        }
    }

    /// Adds a client; nil when another one has this name.
    func add(
        _ id: ClientID,
        name: String?,
        permissions: Set<ClientPermission>,
        secret: ClientSecretHash,
        at now: Timestamp
    ) throws -> Client? {
        try transaction.row(
            """
            INSERT INTO clients (id, name, permissions, created_at, secret_hash, secret_created_at)
            VALUES (\(id.text), \(name), \(WordList.text(permissions.map(\.rawValue).sorted())), \(now.milliseconds),
                \(secret.bytes), \(now.milliseconds))
            ON CONFLICT (id) DO NOTHING
            RETURNING \(ClientRow.columns)
            """
        ).map { try ClientRow($0).client }
    }

    /// Replaces the secret; the one before is good until `previousUntil`, or not at all when that is nil.
    func rotateSecret(
        _ id: ClientID,
        to secret: ClientSecretHash,
        previousUntil: Timestamp?,
        at now: Timestamp
    ) throws -> Client? {
        let previous: SQL =
            if let previousUntil {
                """
                previous_secret_hash = secret_hash, previous_secret_created_at = secret_created_at,
                previous_secret_expires_at = \(previousUntil.milliseconds)
                """
            } else {
                """
                previous_secret_hash = NULL, previous_secret_created_at = NULL, previous_secret_expires_at = NULL
                """
            }
        return try transaction.row(
            """
            UPDATE clients SET \(previous), secret_hash = \(secret.bytes), secret_created_at = \(now.milliseconds)
            WHERE id = \(id.text) RETURNING \(ClientRow.columns)
            """
        ).map { try ClientRow($0).client }
    }

    /// Disables (a time) or enables (nil) a client.
    func setDisabled(_ id: ClientID, since: Timestamp?) throws -> Client? {
        try transaction.row(
            """
            UPDATE clients SET disabled_at = \(since?.milliseconds) WHERE id = \(id.text)
            RETURNING \(ClientRow.columns)
            """
        ).map { try ClientRow($0).client }
    }

    /// Removes a client; false when it is not there.
    func remove(_ id: ClientID) throws -> Bool {
        try transaction.execute("DELETE FROM clients WHERE id = \(id.text)") == 1
    }

    /// Writes down when a client was last used, unless a later moment stands there.
    func noteUse(of id: ClientID, at moment: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE clients SET last_used_at = \(moment.milliseconds)
            WHERE id = \(id.text) AND (last_used_at IS NULL OR last_used_at < \(moment.milliseconds))
            """
        )
    }

    /// Forgets secrets before that are good no more.
    func forgetPreviousSecrets(at now: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE clients SET previous_secret_hash = NULL, previous_secret_created_at = NULL, previous_secret_expires_at = NULL
            WHERE previous_secret_expires_at <= \(now.milliseconds)
            """
        )
    }
}

extension Transaction {
    /// The table of confidential clients.
    var clients: ClientTable { ClientTable(transaction: self) }
}
