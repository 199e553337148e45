/// What the writer of a SQLite database has done since it was opened; for metrics.
public struct SQLiteStatistics: Sendable, Hashable {
    /// Commits that were tried.
    public internal(set) var batches: Int = 0
    /// Writes that were answered, well or with an error.
    public internal(set) var writes: Int = 0
    /// The largest number of writes that shared one commit.
    public internal(set) var largestBatch: Int = 0
    /// Writes that were refused, since too many waited or their turn did not come in time.
    public internal(set) var refused: Int = 0
    /// Writes that wait at this moment.
    public internal(set) var waiting: Int = 0
}
