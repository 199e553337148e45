import Persistence

/// The verbs of the sweep over signing keys that have long counted no more.
///
/// There are few keys, so no index finds them; of confirmations there may be many.
extension SigningKeyTable {
    /// Whether a verifier's confirmation of such a key is still there.
    func hasConfirmations(ofKeysGoneBefore moment: Timestamp) throws -> Bool {
        try transaction.exists(
            "SELECT 1 FROM key_confirmations WHERE key_id IN (\(Self.keys(goneBefore: moment))) LIMIT 1"
        )
    }

    /// Removes the verifiers' confirmations of such keys.
    ///
    /// - Returns: how many were removed; `limit` when there may be more.
    func removeConfirmations(ofKeysGoneBefore moment: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM key_confirmations WHERE (verifier_id, key_id) IN (
                SELECT verifier_id, key_id FROM key_confirmations WHERE key_id IN (\(Self.keys(goneBefore: moment)))
                LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }

    /// Whether there is such a key without confirmations.
    func hasUnconfirmed(goneBefore moment: Timestamp) throws -> Bool {
        try transaction.exists("\(Self.keys(goneBefore: moment)) \(Self.isUnconfirmed) LIMIT 1")
    }

    /// Forgets such keys, once no confirmation speaks of them.
    ///
    /// - Returns: how many were removed; `limit` when there may be more.
    func remove(goneBefore moment: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM signing_keys WHERE id IN (\(Self.keys(goneBefore: moment)) \(Self.isUnconfirmed) LIMIT \(limit))
            """
        )
    }

    /// The keys whose last token had expired, and which had been revoked if they were, before `moment`.
    private static func keys(goneBefore moment: Timestamp) -> SQL {
        """
        SELECT id FROM signing_keys WHERE expires_at < \(moment.milliseconds)
            AND (revoked_at IS NULL OR revoked_at < \(moment.milliseconds))
        """
    }

    private static var isUnconfirmed: SQL {
        "AND NOT EXISTS (SELECT 1 FROM key_confirmations WHERE key_confirmations.key_id = signing_keys.id)"
    }
}
