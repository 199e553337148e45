// PersistenceCopy owns the way of all rows from one database into another: in batches, resumable, verified at the end, with
// the source sealed so that the two never part. It never knows what the tables mean, nor which database systems there are.

public import Persistence

/// Copies every row of a database into an empty one, which takes its place.
///
/// 1. The source is sealed: it can be read, and no process can write to it any more. So the copy shows one state, and a
///    server that still runs on the source acknowledges nothing that the copy does not have.
/// 2. Table by table, in the order of the primary key, batches are written to the target, each in one transaction with the
///    count and the checksum so far. A copy that was interrupted goes on behind the last batch.
/// 3. Both databases are read from beginning to end, and counts and checksums of all tables compared.
/// 4. The target, which was refused as incomplete until now, may be used.
public struct DatabaseCopy: Sendable {
    /// One of the two databases.
    public struct Place: Sendable {
        /// The database.
        public let database: any Database
        /// Where it is, in words that are safe to print and the same at each attempt.
        public let name: String

        /// One of the two databases.
        ///
        /// - Parameters:
        ///   - database: The database.
        ///   - name: Where it is, in words that are safe to print and the same at each attempt.
        public init(_ database: any Database, name: String) {
            self.database = database
            self.name = name
        }
    }

    let source: Place
    let target: Place
    let tables: [TableDescription]
    let migrations: [Migration]
    let batchSize: Int

    /// A copy that has not begun.
    ///
    /// - Parameters:
    ///   - source: Where the rows come from.
    ///   - target: Where they go.
    ///   - tables: Every table, those that are referenced before those that refer to them.
    ///   - migrations: What makes these tables.
    ///   - batchSize: How many rows share a transaction, at least 1.
    public init(
        from source: Place,
        to target: Place,
        tables: [TableDescription],
        migrations: [Migration],
        batchSize: Int = 2000
    ) {
        self.source = source
        self.target = target
        self.tables = tables
        self.migrations = migrations
        self.batchSize = max(1, batchSize)
    }

    /// Begins the copy, or goes on with one that was interrupted, and ends it.
    ///
    /// After an error the same call goes on, unless the error says otherwise. Cancelling the task stops between two batches.
    ///
    /// - Parameters:
    ///   - identifier: Sixteen random bytes, which name the copy if this call begins it.
    ///   - progress: Called, in a thread of its own choice, after each batch that was written or verified.
    /// - Returns: What was copied.
    /// - Throws: ``CopyError``, a `PersistenceError` of either database, `CancellationError`.
    public func run(
        identifier: [UInt8],
        progress: @escaping @Sendable (CopyProgress) -> Void = { _ in }
    ) async throws -> CopyReport {
        let beginning = try await prepare(identifier: identifier)
        guard beginning != .complete else { return .nothingToDo }
        let ledger = try await copyRows(progress)
        let counts = try await verify(ledger, progress)
        // The source first: should this be interrupted between the two, the target is still refused and this runs again.
        try await source.database.write { try $0.completeCopyRecord() }
        try await target.database.write { transaction in
            try transaction.removeCopyLedger()
            try transaction.completeCopyRecord()
        }
        return CopyReport(tables: counts, hasGoneOn: beginning == .goesOn)
    }

    /// Takes the seal off a database: it may be used again.
    ///
    /// What was made of it meanwhile must not be used any more: sessions that go on in both part, and their clients are taken
    /// for thieves.
    ///
    /// - Parameters:
    ///   - database: The source of a copy, finished or not.
    ///   - tables: Its tables.
    ///   - migrations: What makes these tables.
    /// - Returns: Where it was copied to; nil when it was not sealed.
    /// - Throws: A `PersistenceError`.
    public static func unseal(
        _ database: any Database,
        tables: [TableDescription],
        migrations: [Migration]
    ) async throws -> String? {
        let migrator = try Migrator(migrations)
        return try await database.write { transaction in
            try migrator.prepareForCopy(transaction)
            guard let record = try transaction.copyRecord(), record.side == .source else { return nil }
            for table in tables { try transaction.execute(.unseal(table: table.name)) }
            try transaction.removeCopyRecord()
            return record.counterpart
        }
    }
}
