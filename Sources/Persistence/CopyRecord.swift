/// What a database knows of the last copy that it took part in: the one row of the table `tessera_copy`.
///
/// A database that is being copied is sealed, so that what it acknowledges is never missing in the copy, and stays sealed
/// afterwards: were both used, the sessions in them would part. A copy is not used before it is complete.
public struct CopyRecord: Sendable, Hashable {
    /// Which part a database has in a copy.
    public enum Side: String, Sendable, Hashable {
        /// It is read.
        case source
        /// It is filled.
        case target
    }

    /// Sixteen random bytes that source and target of one copy share.
    public let identifier: [UInt8]
    /// The part that this database has.
    public let side: Side
    /// Where the other database is, in words that are safe to print.
    public let counterpart: String
    /// When the copy was found complete, by this database's clock: milliseconds since 1970; nil before.
    public let completedAt: Int64?

    /// What `tessera_copy` holds.
    ///
    /// - Parameters:
    ///   - identifier: Sixteen random bytes.
    ///   - side: The part that this database has.
    ///   - counterpart: Where the other database is, in words that are safe to print.
    ///   - completedAt: When the copy was found complete; nil before.
    public init(identifier: [UInt8], side: Side, counterpart: String, completedAt: Int64? = nil) {
        self.identifier = identifier
        self.side = side
        self.counterpart = counterpart
        self.completedAt = completedAt
    }

    /// Why the database may not be used; nil when it may.
    public var refusal: PersistenceError? {
        switch (side, completedAt) {
        case (.target, .some): nil
        case (.target, nil):
            PersistenceError(
                .incomplete,
                message: """
                    the database contains an unfinished copy of \(counterpart): run the same `tessera database copy` \
                    again, it continues where it stopped
                    """
            )
        case (.source, .some):
            PersistenceError(
                .sealed,
                message: """
                    the database was copied to \(counterpart) and is sealed: use that one. To use this one again, run \
                    `tessera database unseal`; the changes in the other one are then lost
                    """
            )
        case (.source, nil):
            PersistenceError(
                .sealed,
                message: """
                    the database is being copied to \(counterpart) and is sealed: run the same `tessera database copy` \
                    again, it continues where it stopped; or cancel the copy with `tessera database unseal`
                    """
            )
        }
    }
}

/// The verbs of the record.
extension Transaction {
    /// Creates the table where it is missing.
    ///
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    func createCopyRecord() throws {
        try execute(
            """
            CREATE TABLE IF NOT EXISTS tessera_copy (
                id \(type: .bigint) NOT NULL PRIMARY KEY,
                identifier \(type: .bytes) NOT NULL,
                side \(type: .text) NOT NULL,
                counterpart \(type: .text) NOT NULL,
                begun_at \(type: .bigint) NOT NULL,
                completed_at \(type: .bigint),
                CHECK (id = 1)
            ) \(options: .strict)
            """
        )
    }

    /// The last copy that this database took part in.
    ///
    /// - Returns: What is known of it; nil when there was none.
    /// - Throws: A ``PersistenceError`` with the code of the failure, for example for a database without bookkeeping.
    public func copyRecord() throws -> CopyRecord? {
        guard let row = try row("SELECT identifier, side, counterpart, completed_at FROM tessera_copy") else {
            return nil
        }
        guard let side = CopyRecord.Side(rawValue: try row.text("side")) else {
            throw PersistenceError(.schemaTooNew, message: "a newer version of Tessera copied this database")
        }
        return CopyRecord(
            identifier: try row.bytes("identifier"),
            side: side,
            counterpart: try row.text("counterpart"),
            completedAt: try row.optionalInteger("completed_at")
        )
    }

    /// Writes down the beginning of a copy, in the place of what was known of the one before.
    ///
    /// - Parameter record: What begins.
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    public func setCopyRecord(_ record: CopyRecord) throws {
        try removeCopyRecord()
        try execute(
            """
            INSERT INTO tessera_copy (id, identifier, side, counterpart, begun_at, completed_at)
            VALUES (1, \(record.identifier), \(record.side.rawValue), \(record.counterpart), \(BookkeepingTime.now),
                \(record.completedAt))
            """
        )
    }

    /// Writes down that the copy is complete; the first time counts.
    ///
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    public func completeCopyRecord() throws {
        try execute("UPDATE tessera_copy SET completed_at = \(BookkeepingTime.now) WHERE completed_at IS NULL")
    }

    /// Forgets the copy.
    ///
    /// - Throws: A ``PersistenceError`` with the code of the failure.
    public func removeCopyRecord() throws {
        try execute("DELETE FROM tessera_copy")
    }
}
