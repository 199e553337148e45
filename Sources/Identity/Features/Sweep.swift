import Persistence

/// One kind of row that is swept: how to see whether anything is due, and how to do a batch of it.
///
/// Both are given the present moment. A batch names in its own condition what is due, so that two nodes at once never sweep a row
/// twice and never sweep one that has come to life again.
struct Sweep: Sendable {
    let kind: SweepKind
    /// What a batch may assume about other writes.
    let isolation: Isolation
    /// Since when the oldest row has been due; nil when none is.
    ///
    /// A look at one row by an index.
    let dueSince: @Sendable (any Transaction, Timestamp) throws -> Timestamp?
    /// Does one batch of at most so many rows.
    ///
    /// Returns how many there were; fewer than it was allowed means that nothing more is due.
    let batch: @Sendable (any Transaction, _ limit: Int, Timestamp) throws -> Int

    init(
        _ kind: SweepKind,
        isolation: Isolation = .readCommitted,
        dueSince: @escaping @Sendable (any Transaction, Timestamp) throws -> Timestamp?,
        batch: @escaping @Sendable (any Transaction, _ limit: Int, Timestamp) throws -> Int
    ) {
        self.kind = kind
        self.isolation = isolation
        self.dueSince = dueSince
        self.batch = batch
    }
}
