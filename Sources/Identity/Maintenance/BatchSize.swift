/// How many rows one batch of a sweep may touch: as many as keep the writer busy for a few milliseconds, whatever the machine.
///
/// Pure: it halves after a batch that took too long and doubles after a full one that was quick.
struct BatchSize: Sendable, Hashable {
    /// The fewest rows of a batch: below that a commit costs more than what is in it.
    static let smallest = 8
    /// The most rows of a batch.
    static let largest = 1024
    /// How long no batch should hold the writer.
    static let promise: Duration = .milliseconds(20)
    /// What batches aim at: one of twice the size stays below the promise.
    static let target: Duration = .milliseconds(8)

    /// The rows that the next batch may touch.
    private(set) var limit = 64

    /// Takes up how the last batch went.
    ///
    /// - Parameters:
    ///   - held: for how long it held the writer, its commit included.
    ///   - rows: how many rows it touched, at most ``limit``.
    mutating func adapt(to held: Duration, rows: Int) {
        if held > Self.target {
            // One step may not do: twice the target is four times as much as the next batch shall take.
            limit = max(Self.smallest, held > Self.target * 2 ? limit / 4 : limit / 2)
        } else if held * 3 < Self.target, rows >= limit {
            limit = min(Self.largest, limit * 2)
        }
    }
}
