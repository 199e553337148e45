import NIOCore

/// How a SQLite database is opened.
public struct SQLiteOptions: Sendable {
    /// The time that a write waits for its turn, 5 seconds by default: for the writes before it, and for a lock that another
    /// process holds.
    ///
    /// After it, the write throws ``/Persistence/PersistenceError/Code/busy`` and has not begun. A write that has begun
    /// ends when the disk has it, however long that takes: no one could say before what becomes of it.
    public var maximumWait: Duration
    /// The number of writes that may wait, 4096 by default; one more throws ``/Persistence/PersistenceError/Code/busy``
    /// at once.
    public var maximumWaiting: Int
    /// The number of reads that may run at once.
    ///
    /// By default as many as there are cores, at least 5: never fewer than threads that run Swift tasks, so that a read
    /// never waits for another one.
    public var maximumReaderCount: Int
    /// The number of writes that may share one commit, 64 by default.
    public var maximumBatchSize: Int

    /// How a SQLite database is opened.
    ///
    /// - Parameters:
    ///   - maximumWait: How long a write waits for its turn.
    ///   - maximumWaiting: How many writes may wait, at least 1.
    ///   - maximumReaderCount: How many reads may run at once; nil for the number of cores, at least 5.
    ///   - maximumBatchSize: How many writes may share one commit, at least 1.
    public init(
        maximumWait: Duration = .seconds(5),
        maximumWaiting: Int = 4096,
        maximumReaderCount: Int? = nil,
        maximumBatchSize: Int = 64
    ) {
        self.maximumWait = maximumWait
        self.maximumWaiting = max(1, maximumWaiting)
        self.maximumReaderCount = max(1, maximumReaderCount ?? max(5, System.coreCount))
        self.maximumBatchSize = max(1, maximumBatchSize)
    }
}
