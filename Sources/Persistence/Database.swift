// Persistence owns the words in which the product talks to a database: SQL as a value whose parameters are bound,
// rows, a transaction, a database, migrations and one error. It never opens a file or a socket, imports nothing, and
// knows a database system only as a `Dialect`. The drivers (`PersistenceSQLite` first) live in rooms of their own.

/// A transactional SQL database.
///
/// Bodies of reads and writes are *synchronous* closures over a ``Transaction``: nothing can be awaited inside of a
/// transaction, so no task can hold the writer hostage, and a body can be run again after a serialisation failure.
/// A body must therefore have no effect but on the transaction.
///
/// Cancellation of the calling task is not looked at: a write that was asked for is done and answered, so that a caller
/// always learns what became of it.
public protocol Database: Sendable {
    /// Runs a body on a snapshot of the database: it sees one committed state, whatever is written meanwhile.
    ///
    /// - Parameter body: The statements to run. It may not write: that throws ``PersistenceError/Code/readOnly``.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``PersistenceError/Code/closed`` after ``close()``.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result

    /// Runs a body as one durable transaction: when this returns, the writes are on the disk.
    ///
    /// If the body throws, none of it happened. A driver may put several waiting bodies into one commit; a body that
    /// throws does not disturb the others.
    ///
    /// - Parameters:
    ///   - isolation: What the body may assume about writes that run at the same time.
    ///   - body: The statements to run. It may be run again after a serialisation failure.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; a ``PersistenceError`` when the transaction cannot be committed;
    ///   ``PersistenceError/Code/closed`` after ``close()``.
    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result

    /// What other nodes announce from now on.
    ///
    /// Each element says "look again at everything of this kind"; after a lost connection to the database every kind is
    /// announced once. The stream ends when the database is closed, and at once where no other node can announce anything.
    func announcements() -> AsyncStream<Announcement>

    /// Whether ``announcements()`` tells of changes at this moment.
    ///
    /// While it does, a reader need not ask often; while it does not, only a reader that asks finds changes.
    var isAnnouncing: Bool { get }

    /// Brings the schema up to date: applies the migrations that are missing, each in a transaction of its own.
    ///
    /// - Parameter migrations: The whole list, in order; names already applied must stand at its beginning.
    /// - Returns: The names of the migrations applied now.
    /// - Throws: ``PersistenceError/Code/schemaTooNew`` when the database knows migrations that the list doesn't,
    ///   ``PersistenceError/Code/migrationChanged`` when an applied one differs, or the failure of a statement, in which
    ///   case nothing of that migration happened.
    func migrate(_ migrations: [Migration]) async throws -> [String]

    /// Makes sure that what was opened is still where it was, so that what is written from now on is found there again.
    ///
    /// It is quick, and asks the file system at most.
    ///
    /// - Throws: ``PersistenceError/Code/fileGone``, ``PersistenceError/Code/fileReplaced``.
    func confirmPlace() throws

    /// Finishes the writes that were asked for, then closes the database.
    ///
    /// Closing twice is no error.
    ///
    /// - Throws: A ``PersistenceError`` when the database system cannot close.
    func close() async throws
}

extension Database {
    /// Runs a body as one durable, serialisable transaction; see ``write(isolation:_:)``.
    ///
    /// - Parameter body: The statements to run. It may be run again after a serialisation failure.
    /// - Returns: What the body returns.
    /// - Throws: As ``write(isolation:_:)``.
    @discardableResult
    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await write(isolation: .serializable, body)
    }

    /// There are no announcements: what a database has that one process has for itself.
    public func announcements() -> AsyncStream<Announcement> {
        AsyncStream { $0.finish() }
    }

    /// There are no announcements.
    public var isAnnouncing: Bool { false }

    /// A database on a server has no place that this machine could look at.
    public func confirmPlace() throws {}

    /// The driver-independent way to migrate, by ``Migrator``.
    public func migrate(_ migrations: [Migration]) async throws -> [String] {
        let migrator = try Migrator(migrations)
        // Read committed: a program that has waited for another one's migration must see what that did.
        try await write(isolation: .readCommitted) { try migrator.prepare($0) }
        var applied: [String] = []
        while let name = try await write(isolation: .readCommitted, { try migrator.applyNext(on: $0) }) {
            applied.append(name)
        }
        return applied
    }
}
