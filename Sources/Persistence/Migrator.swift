/// Applies migrations over a ``Transaction`` and remembers them in the table `tessera_migrations`.
///
/// Shared by the drivers.
public struct Migrator: Sendable {
    private let migrations: [Migration]

    /// A migrator for a list.
    ///
    /// - Parameter migrations: All migrations of the program, in order.
    /// - Throws: ``PersistenceError/Code/migrationChanged`` when two have the same name.
    public init(_ migrations: [Migration]) throws(PersistenceError) {
        var names: Set<String> = []
        for migration in migrations where !names.insert(migration.name).inserted {
            throw PersistenceError(.migrationChanged, message: "two migrations are named \"\(migration.name)\"")
        }
        self.migrations = migrations
    }

    /// Makes sure that the database may be used, creates the table of applied migrations where it is missing, and checks
    /// what was applied before.
    ///
    /// - Parameter transaction: One of a write.
    /// - Throws: ``PersistenceError/Code/sealed`` when the database was copied to another one,
    ///   ``PersistenceError/Code/incomplete`` when it is itself a copy that is not complete;
    ///   ``PersistenceError/Code/schemaTooNew`` or ``PersistenceError/Code/migrationChanged`` when this list does
    ///   not continue what was applied; a failure of the database.
    public func prepare(_ transaction: any Transaction) throws {
        try prepareForCopy(transaction)
        if let refusal = try transaction.copyRecord()?.refusal { throw refusal }
    }

    /// As ``prepare(_:)``, for whoever copies the database: it need not be in use.
    ///
    /// - Parameter transaction: One of a write.
    /// - Throws: ``PersistenceError/Code/schemaTooNew`` or ``PersistenceError/Code/migrationChanged`` when this list does
    ///   not continue what was applied; a failure of the database.
    public func prepareForCopy(_ transaction: any Transaction) throws {
        try lock(transaction)
        try transaction.execute(
            """
            CREATE TABLE IF NOT EXISTS tessera_migrations (
                position \(type: .bigint) NOT NULL PRIMARY KEY,
                name \(type: .text) NOT NULL UNIQUE,
                fingerprint \(type: .text) NOT NULL,
                applied_at \(type: .bigint) NOT NULL
            ) \(options: .strict)
            """
        )
        try transaction.createCopyRecord()
        _ = try checkedCount(on: transaction)
    }

    /// Applies the next migration that is missing, if there is one.
    ///
    /// - Parameter transaction: One of a write of its own, after ``prepare(_:)``.
    /// - Returns: The name of the applied migration; nil when the schema is up to date.
    /// - Throws: As ``prepare(_:)``; the failure of a statement, named by migration and number. The write must then be
    ///   rolled back.
    public func applyNext(on transaction: any Transaction) throws -> String? {
        try lock(transaction)
        let position = try checkedCount(on: transaction)
        guard position < migrations.count else { return nil }
        let migration = migrations[position]
        for (index, statement) in migration.statements.enumerated() {
            do {
                try transaction.execute(statement)
            } catch let error as PersistenceError {
                throw PersistenceError(
                    error.code,
                    constraint: error.constraint,
                    message: "migration \"\(migration.name)\", statement \(index + 1): \(error.message)"
                )
            }
        }
        try transaction.execute(
            """
            INSERT INTO tessera_migrations (position, name, fingerprint, applied_at)
            VALUES (\(position + 1), \(migration.name), \(migration.fingerprint), \(BookkeepingTime.now))
            """
        )
        return migration.name
    }

    /// The names of the migrations that are still to be applied.
    ///
    /// - Parameter transaction: One of a read or a write, after ``prepare(_:)`` was called once.
    /// - Returns: The names, in order.
    /// - Throws: As ``prepare(_:)``.
    public func pending(on transaction: any Transaction) throws -> [String] {
        try migrations.dropFirst(checkedCount(on: transaction)).map(\.name)
    }

    /// Makes sure that the applied migrations are the beginning of the list, and counts them.
    private func checkedCount(on transaction: any Transaction) throws -> Int {
        let applied = try transaction.rows("SELECT name, fingerprint FROM tessera_migrations ORDER BY position")
        let known = Set(migrations.map(\.name))
        for row in applied {
            let name = try row.text("name")
            guard known.contains(name) else {
                throw PersistenceError(
                    .schemaTooNew,
                    message: """
                        the database has the migration "\(name)", which this program does not know: it was used by a newer \
                        version; start that version or a later one, or restore a backup from before
                        """
                )
            }
        }
        for (row, migration) in zip(applied, migrations) {
            let name = try row.text("name")
            guard name == migration.name else {
                throw PersistenceError(
                    .migrationChanged,
                    message: """
                        the database applied the migration "\(name)" where this program has "\(migration.name)": \
                        migrations may only be added at the end
                        """
                )
            }
            guard try row.text("fingerprint") == migration.fingerprint else {
                throw PersistenceError(
                    .migrationChanged,
                    message: """
                        the migration "\(name)" differs from the one that the database applied: a released migration may \
                        not change; add a new one
                        """
                )
            }
        }
        return applied.count
    }

    /// Keeps two programs that start at once from migrating at once.
    ///
    /// In SQLite the write itself does it.
    private func lock(_ transaction: any Transaction) throws {
        guard transaction.dialect == .postgreSQL else { return }
        _ = try transaction.rows("SELECT CAST(pg_advisory_xact_lock(\(Self.lockNumber)) AS TEXT) AS locked")
    }

    /// Any constant number; it spells "tessera" in ASCII.
    private static let lockNumber: Int64 = 0x74_6573_7365_7261
}
