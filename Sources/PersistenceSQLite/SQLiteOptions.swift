import NIOCore

/// How a SQLite database is opened.
public struct SQLiteOptions: Sendable {
    /// The time to wait for a lock that another process holds, 5 seconds by default.
    ///
    /// After it, a write throws ``PersistenceError/Code/busy``.
    public var busyTimeout: Duration
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
    ///   - busyTimeout: How long to wait for a lock that another process holds.
    ///   - maximumReaderCount: How many reads may run at once; nil for the number of cores, at least 5.
    ///   - maximumBatchSize: How many writes may share one commit, at least 1.
    public init(
        busyTimeout: Duration = .seconds(5),
        maximumReaderCount: Int? = nil,
        maximumBatchSize: Int = 64
    ) {
        self.busyTimeout = busyTimeout
        self.maximumReaderCount = max(1, maximumReaderCount ?? max(5, System.coreCount))
        self.maximumBatchSize = max(1, maximumBatchSize)
    }
}
