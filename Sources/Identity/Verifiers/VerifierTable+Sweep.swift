import Persistence

/// The verbs of the sweeps over verifiers and their servers.
extension VerifierTable {
    /// Whether a verifier counts as connected to a server that fell silent.
    func hasSilent(since silentSince: Timestamp) throws -> Bool {
        try transaction.exists("SELECT 1 FROM verifiers WHERE \(Self.isSilent(since: silentSince)) LIMIT 1")
    }

    /// Takes connections of servers that fell silent for gone since then.
    ///
    /// - Returns: how many; `limit` when there may be more.
    func disconnectSilent(since silentSince: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            UPDATE verifiers SET disconnected_at = COALESCE(
                (SELECT last_seen_at FROM verifier_servers WHERE verifier_servers.id = verifiers.server_id), connected_at
            )
            WHERE disconnected_at IS NULL AND id IN (
                SELECT id FROM verifiers WHERE \(Self.isSilent(since: silentSince)) LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }

    /// When the server was last seen that fell silent first; nil when none did.
    func oldestSilentServer(since silentSince: Timestamp) throws -> Timestamp? {
        try transaction.row(
            """
            SELECT last_seen_at FROM verifier_servers WHERE last_seen_at < \(silentSince.milliseconds)
            ORDER BY last_seen_at LIMIT 1
            """
        ).map { Timestamp(milliseconds: try $0.integer("last_seen_at")) }
    }

    /// Forgets servers that fell silent, once none of their connections counts as one any more.
    ///
    /// - Returns: how many; `limit` when there may be more.
    func removeSilentServers(since silentSince: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM verifier_servers WHERE last_seen_at < \(silentSince.milliseconds) AND id IN (
                SELECT id FROM verifier_servers WHERE last_seen_at < \(silentSince.milliseconds) AND NOT EXISTS (
                    SELECT 1 FROM verifiers WHERE verifiers.server_id = verifier_servers.id AND disconnected_at IS NULL
                ) LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }

    /// When the verifier went that went first, if that was before `moment`.
    func oldestGone(before moment: Timestamp) throws -> Timestamp? {
        try transaction.row(
            """
            SELECT disconnected_at FROM verifiers WHERE disconnected_at < \(moment.milliseconds)
            ORDER BY disconnected_at LIMIT 1
            """
        ).map { Timestamp(milliseconds: try $0.integer("disconnected_at")) }
    }

    /// Forgets verifiers that went before `moment`, the first first, and what they confirmed.
    ///
    /// - Returns: how many; `limit` when there may be more.
    func removeGone(before moment: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM verifiers WHERE disconnected_at < \(moment.milliseconds) AND id IN (
                SELECT id FROM verifiers WHERE disconnected_at < \(moment.milliseconds)
                ORDER BY disconnected_at LIMIT \(limit)\(SQL.skippingLocked)
            )
            """
        )
    }

    private static func isSilent(since silentSince: Timestamp) -> SQL {
        """
        disconnected_at IS NULL AND server_id NOT IN (
            SELECT id FROM verifier_servers WHERE last_seen_at >= \(silentSince.milliseconds)
        )
        """
    }
}
