import Persistence
import TesseraJOSE

/// One row of `signing_keys`.
struct SigningKeyRow: Sendable {
    let record: SigningKeyRecord
    let publicKey: String
    let wrappedPrivateKey: [UInt8]?

    static let columns: SQL = """
        id, algorithm, public_key, wrapped_private_key, created_at, activates_at, retires_at, expires_at, revoked_at, revocation_reason, \
        token_lifetime
        """

    init?(_ row: Row) throws {
        guard let algorithm = SignatureAlgorithm(rawValue: try row.text("algorithm")) else { return nil }
        publicKey = try row.text("public_key")
        wrappedPrivateKey = try row.optionalBytes("wrapped_private_key")
        record = SigningKeyRecord(
            id: try row.text("id"),
            algorithm: algorithm,
            createdAt: Timestamp(milliseconds: try row.integer("created_at")),
            activatesAt: Timestamp(milliseconds: try row.integer("activates_at")),
            retiresAt: Timestamp(milliseconds: try row.integer("retires_at")),
            expiresAt: Timestamp(milliseconds: try row.integer("expires_at")),
            revokedAt: try row.optionalInteger("revoked_at").map(Timestamp.init(milliseconds:)),
            revocationReason: try row.optionalText("revocation_reason"),
            tokenLifetime: .milliseconds(try row.integer("token_lifetime")),
            isPrivateKeyForgotten: wrappedPrivateKey == nil
        )
    }
}

/// The table of signing keys and its verbs.
struct SigningKeyTable {
    let transaction: any Transaction

    /// Every signing key, the oldest first.
    func list() throws -> [SigningKeyRow] {
        try transaction.rows("SELECT \(SigningKeyRow.columns) FROM signing_keys ORDER BY activates_at, created_at, id")
            .compactMap(SigningKeyRow.init)
    }

    /// Adds a key; the one that signs before it stops when it begins.
    func add(_ record: SigningKeyRecord, publicKey: String, wrappedPrivateKey: [UInt8]) throws {
        try transaction.execute(
            """
            INSERT INTO signing_keys (id, algorithm, public_key, wrapped_private_key, created_at, activates_at, retires_at, expires_at,
                token_lifetime)
            VALUES (\(record.id), \(record.algorithm.rawValue), \(publicKey), \(wrappedPrivateKey), \(record.createdAt.milliseconds),
                \(record.activatesAt.milliseconds), \(record.retiresAt.milliseconds), \(record.expiresAt.milliseconds),
                \(record.tokenLifetime.wholeMilliseconds))
            """
        )
        try transaction.announce(.signingKeys)
    }

    /// Moves the dates of a key: a successor that is brought forward, or a predecessor that stops earlier.
    func reschedule(_ id: String, activatesAt: Timestamp, retiresAt: Timestamp, expiresAt: Timestamp) throws {
        try transaction.execute(
            """
            UPDATE signing_keys SET activates_at = \(activatesAt.milliseconds), retires_at = \(retiresAt.milliseconds),
                expires_at = \(expiresAt.milliseconds)
            WHERE id = \(id)
            """
        )
        try transaction.announce(.signingKeys)
    }

    /// Writes down that the keys that sign, now or later, sign tokens that live for so long, and publishes them as long.
    ///
    /// A key whose tokens live longer already is left as it is, so that servers with different settings agree on the longest.
    func raiseTokenLifetime(to lifetime: Duration, at now: Timestamp) throws {
        let (lifetime, margin) = (lifetime.wholeMilliseconds, KeySchedule.retirementMargin.wholeMilliseconds)
        let raised = try transaction.execute(
            """
            UPDATE signing_keys SET token_lifetime = \(lifetime), expires_at = retires_at + \(lifetime + margin)
            WHERE token_lifetime < \(lifetime) AND retires_at > \(now.milliseconds) AND wrapped_private_key IS NOT NULL
            """
        )
        if raised > 0 { try transaction.announce(.signingKeys) }
    }

    /// Revokes a key, forgets its private part and tells the verifiers; false when it is not there or has been revoked.
    func revoke(_ id: String, reason: String, at now: Timestamp) throws -> Bool {
        let revoked = try transaction.execute(
            """
            UPDATE signing_keys SET revoked_at = \(now.milliseconds), revocation_reason = \(reason), wrapped_private_key = NULL
            WHERE id = \(id) AND revoked_at IS NULL
            """
        )
        guard revoked == 1 else { return false }
        let sequence = try transaction.statusLists.revokeKey(id, at: now)
        try transaction.execute("UPDATE signing_keys SET revocation_sequence = \(sequence) WHERE id = \(id)")
        return true
    }

    /// Forgets the private parts of keys that sign no more.
    func forgetRetiredPrivateKeys(at now: Timestamp) throws {
        try transaction.execute(
            "UPDATE signing_keys SET wrapped_private_key = NULL WHERE retires_at <= \(now.milliseconds) AND wrapped_private_key IS NOT NULL"
        )
    }
}

extension Transaction {
    /// The table of signing keys.
    var signingKeys: SigningKeyTable { SigningKeyTable(transaction: self) }
}
