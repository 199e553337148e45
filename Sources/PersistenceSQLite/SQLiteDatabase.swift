// PersistenceSQLite owns the embedded database: one file, one writer thread with group commit, many readers. It never
// knows what the tables mean, and no type of GRDB leaves it.

import Foundation
import GRDB
public import Persistence

/// A SQLite database in one file.
///
/// It is kept in WAL mode with `synchronous=FULL`: an answered write is on the disk. Writes are done by one thread, which
/// puts all that wait into one commit; reads run in the calling task, on a snapshot, and never wait for a write.
public final class SQLiteDatabase: Persistence.Database {
    /// Where the file is.
    public let path: String

    let pool: DatabasePool
    let files: DatabaseFiles
    let gate = UseGate()
    private let logWatch: LogWatch
    private let queue: WriteQueue
    private let temporaryDirectory: TemporaryDirectory?

    /// Opens the database at a path.
    ///
    /// Creates the file, readable by its owner only, when it is missing.
    ///
    /// - Parameters:
    ///   - path: Where the file is. Its directory must exist.
    ///   - options: How it is opened.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` with the reason and what to do,
    ///   ``/Persistence/PersistenceError/Code/corrupt`` for a file that is no database,
    ///   ``/Persistence/PersistenceError/Code/busy`` when another process holds it.
    public convenience init(path: String, options: SQLiteOptions = .init()) throws {
        try self.init(path: path, options: options, temporaryDirectory: nil)
    }

    /// Opens an empty database for tests, which is deleted when it is closed or released.
    ///
    /// It is a temporary file, in memory where the system has a file system for that, so every rule is the same as for a
    /// real one, snapshots and group commit included; only the disk is not waited for.
    ///
    /// - Parameter options: How it is opened.
    /// - Returns: A database in a folder of its own.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` when no temporary file can be made.
    public static func inMemory(options: SQLiteOptions = .init()) throws -> SQLiteDatabase {
        let directory = try TemporaryDirectory()
        return try SQLiteDatabase(
            path: directory.path + "/tessera.sqlite",
            options: options,
            temporaryDirectory: directory
        )
    }

    private init(path: String, options: SQLiteOptions, temporaryDirectory: TemporaryDirectory?) throws {
        self.path = path
        self.temporaryDirectory = temporaryDirectory
        (pool, files) = try DatabasePool.opened(path: path, options: options)
        logWatch = LogWatch(log: files.log)
        queue = WriteQueue(
            writer: BatchWriter(pool: pool, files: files),
            checkpointer: try Checkpointer(path: path),
            options: options
        )
    }

    /// Runs a body on a snapshot, in the calling thread.
    ///
    /// - Parameter body: The statements to run; a write throws ``/Persistence/PersistenceError/Code/readOnly``.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``/Persistence/PersistenceError/Code/fileGone`` or
    ///   ``/Persistence/PersistenceError/Code/fileReplaced`` once a write or ``confirmPlace()`` has found that;
    ///   ``/Persistence/PersistenceError/Code/closed`` after ``close()``.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try gate.enter()
        defer { gate.leave() }
        try files.refuseIfLost()
        do {
            return try pool.readHere { try body(SQLiteTransaction($0)) }
        } catch {
            throw PersistenceError.translated(error)
        }
    }

    /// Runs a body on the writer's thread, in one commit with all other bodies that wait.
    ///
    /// - Parameters:
    ///   - isolation: Not looked at: one writer makes every write serialisable.
    ///   - body: The statements to run. It is run again when a neighbour took the whole transaction down.
    /// - Returns: What the body returns, once it is on the disk.
    /// - Throws: What the body throws; the commit's failure; ``/Persistence/PersistenceError/Code/fileGone`` or
    ///   ``/Persistence/PersistenceError/Code/fileReplaced`` when the database's files are not where they were, before
    ///   or after the commit; ``/Persistence/PersistenceError/Code/busy`` when its turn does not come within
    ///   ``SQLiteOptions/maximumWait`` or too many wait; ``/Persistence/PersistenceError/Code/closed`` after
    ///   ``close()``.
    @discardableResult
    public func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { caller in
            queue.append(ValueWrite(body, caller: caller))
        }
    }

    /// What a process may have written to the file: this one or another.
    ///
    /// - Returns: the announcements; they end at once where the system does not tell.
    public func announcements() -> AsyncStream<Announcement> { logWatch.announcements() }

    /// Whether the system tells of writes to the file.
    public var isAnnouncing: Bool { logWatch.isWatching }

    /// Makes sure that the database's files are where they were when it was opened.
    ///
    /// - Throws: ``/Persistence/PersistenceError/Code/fileGone`` while one is missing;
    ///   ``/Persistence/PersistenceError/Code/fileReplaced`` once another one was found in its place;
    ///   ``/Persistence/PersistenceError/Code/closed`` after ``close()``.
    public func confirmPlace() throws {
        try gate.enter()
        defer { gate.leave() }
        try files.look()
    }

    /// Answers the writes that were asked for, waits for the reads under way, and closes the file.
    ///
    /// - Throws: A ``/Persistence/PersistenceError`` when SQLite cannot close.
    public func close() async throws {
        logWatch.close()
        try await queue.close()
        guard await gate.close() else { return }
        do {
            // The last connection to close clears the write-ahead log away, and only the writer can.
            pool.invalidateReadOnlyConnections()
            try pool.close()
        } catch {
            throw PersistenceError.translated(error)
        }
        temporaryDirectory?.delete()
    }

    /// What the writer has done since the database was opened; for metrics.
    public var statistics: SQLiteStatistics { queue.statistics }
}
