/// What a node tells the others, or what the system tells of a file, so that they look at once instead of at their next poll.
///
/// An announcement carries no content and may be lost: whoever gets it reads the database, which alone says what is true.
public enum Announcement: String, Sendable, Hashable, CaseIterable {
    /// A session or a signing key has been revoked: there are new rows in `revocations`.
    case revocations
    /// A signing key was made, published or changed.
    case signingKeys = "signing_keys"
    /// A confidential client was made, changed or removed.
    case clients
}

extension Transaction {
    /// Tells the other nodes when, and only if, this transaction commits.
    ///
    /// Where the database is a file (SQLite), the system tells the other processes of each write, and this does nothing.
    ///
    /// - Parameter announcement: What has changed.
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    public func announce(_ announcement: Announcement) throws {
        guard dialect == .postgreSQL else { return }
        _ = try rows("SELECT CAST(pg_notify('tessera', \(announcement.rawValue)) AS TEXT) AS told")
    }
}
