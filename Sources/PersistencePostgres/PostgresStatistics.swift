/// What a PostgreSQL database has done since it was opened; for metrics.
public struct PostgresStatistics: Sendable, Hashable {
    /// Reads that were answered, well or with an error.
    public internal(set) var reads: Int = 0
    /// Writes that were answered, well or with an error.
    public internal(set) var writes: Int = 0
    /// Commits that were tried; several writes may share one.
    public internal(set) var commits: Int = 0
    /// Transactions that were run again, after a conflict with another one or on a new connection.
    public internal(set) var retries: Int = 0
    /// Connections that were made.
    public internal(set) var connects: Int = 0
    /// Connections that are open at this moment.
    public internal(set) var connections: Int = 0
    /// Reads and writes that wait for their turn at this moment.
    public internal(set) var waiting: Int = 0
}
