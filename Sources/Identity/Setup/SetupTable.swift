import Persistence

/// The tables of the first start and their verbs.
struct SetupTable {
    let transaction: any Transaction

    /// When the first of the tokens ran out that are good no more; nil when there is none.
    func oldestExpiredToken(at now: Timestamp) throws -> Timestamp? {
        try transaction.row(
            "SELECT expires_at FROM setup_tokens WHERE expires_at <= \(now.milliseconds) ORDER BY expires_at LIMIT 1"
        )
        .map { Timestamp(milliseconds: try $0.integer("expires_at")) }
    }

    /// Removes tokens that are good no more.
    ///
    /// - Returns: how many were removed.
    func removeExpiredTokens(at now: Timestamp, limit: Int) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM setup_tokens WHERE hash IN (
                SELECT hash FROM setup_tokens WHERE expires_at <= \(now.milliseconds) LIMIT \(limit)
            )
            """
        )
    }

    func isTokenGood(_ hash: [UInt8], at now: Timestamp) throws -> Bool {
        guard
            try transaction.exists(
                "SELECT 1 FROM setup_tokens WHERE hash = \(hash) AND expires_at > \(now.milliseconds)"
            )
        else {
            return false
        }
        return try !transaction.accounts.hasAdministrator(otherThan: nil)
    }

    func useToken(_ hash: [UInt8], at now: Timestamp) throws -> Bool {
        guard try !transaction.accounts.hasAdministrator(otherThan: nil) else { return false }
        return try transaction.execute(
            "DELETE FROM setup_tokens WHERE hash = \(hash) AND expires_at > \(now.milliseconds)"
        ) == 1
    }

    /// The identifier of the installation; nil when none was written yet.
    func installation() throws -> InstallationID? {
        try transaction.row("SELECT identifier FROM installation").flatMap {
            InstallationID(bytes: try $0.bytes("identifier"))
        }
    }

    /// Writes the identifier of the installation, unless there is one.
    ///
    /// - Returns: the one that is there afterwards.
    func keepInstallation(_ new: InstallationID) throws -> InstallationID {
        try transaction.execute(
            "INSERT INTO installation (id, identifier) VALUES (1, \(new.bytes)) ON CONFLICT (id) DO NOTHING"
        )
        return try installation() ?? new
    }
}

extension Transaction {
    /// The tables of the first start.
    var setup: SetupTable { SetupTable(transaction: self) }
}
