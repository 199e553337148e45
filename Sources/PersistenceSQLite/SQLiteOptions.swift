import NIOCore

/// How a SQLite database is opened.
public struct SQLiteOptions: Sendable {
    /// How long to wait for a lock that another process holds, before ``PersistenceError/Code/busy``. 5 seconds.
    public var busyTimeout: Duration
    /// How many reads may run at once. Never fewer than threads that run Swift tasks, so that a read never waits for
    /// another one; at least 5.
    public var maximumReaderCount: Int
    /// How many writes may share one commit. 64.
    public var maximumBatchSize: Int

    /// How a SQLite database is opened.
    ///
    /// - Parameters:
    ///   - busyTimeout: How long to wait for a lock that another process holds.
    ///   - maximumReaderCount: How many reads may run at once; nil for the number of cores, at least 5.
    ///   - maximumBatchSize: How many writes may share one commit, at least 1.
    public init(
        busyTimeout: Duration = .seconds(5), maximumReaderCount: Int? = nil, maximumBatchSize: Int = 64
    ) {
        self.busyTimeout = busyTimeout
        self.maximumReaderCount = max(1, maximumReaderCount ?? max(5, System.coreCount))
        self.maximumBatchSize = max(1, maximumBatchSize)
    }
}
