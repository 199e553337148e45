import Synchronization

/// Counts what a database has done.
final class Counters: Sendable {
    private let state = Mutex(PostgresStatistics())

    var statistics: PostgresStatistics { state.withLock { $0 } }

    func add(reads: Int = 0, writes: Int = 0, commits: Int = 0, retries: Int = 0, connects: Int = 0) {
        state.withLock { state in
            state.reads += reads
            state.writes += writes
            state.commits += commits
            state.retries += retries
            state.connects += connects
        }
    }
}
