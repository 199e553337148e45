/// What the sweeps of one kind have done in this process; for metrics.
public struct SweepStatistics: Sendable, Hashable {
    /// Nothing yet.
    public init() {}

    /// The rows that were swept.
    public internal(set) var rows = 0
    /// The batches that swept them.
    public internal(set) var batches = 0
    /// The batches that failed; what they would have swept is left to the next round.
    public internal(set) var failures = 0
    /// The longest that a batch held the writer, its commit included.
    public internal(set) var longestHold: Duration = .zero
    /// The longest that the statements of a batch took; the rest of a hold is what the disk needed for the commit.
    public internal(set) var longestWork: Duration = .zero
    /// The batches that held the writer for more than 20 ms.
    public internal(set) var longBatches = 0
    /// For how long the oldest row had been due when a round last looked.
    public internal(set) var backlog: Duration = .zero
}
