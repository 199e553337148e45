import Persistence
import Synchronization

/// Writes that share commits, as far as several wait at the same moment.
///
/// A lone write is a transaction of its own. While connections are busy the next writes gather, and the next free connection
/// takes its share of them into one transaction: one `COMMIT` and one wait for the disk for all. When one of them fails,
/// nothing of the transaction is kept, and each is run again by itself.
final class WriteGroup: Sendable {
    private struct State {
        var waiting: [Entry] = []
        var workers = 0
    }

    /// A write and since when it waits.
    private struct Entry: Sendable {
        let write: any PendingWrite
        let asked: ContinuousClock.Instant
    }

    /// Locks are kept until the commit, so a transaction must not grow without bound.
    private static let maximumSize = 32

    private let pool: ConnectionPool
    private let maximumWorkers: Int
    private let rule: RetryRule
    private let constraints: ConstraintNames
    private let counters: Counters
    private let state = Mutex(State())

    init(
        pool: ConnectionPool,
        maximumWorkers: Int,
        _ rule: RetryRule,
        constraints: ConstraintNames,
        _ counters: Counters
    ) {
        self.pool = pool
        self.maximumWorkers = maximumWorkers
        self.rule = rule
        self.constraints = constraints
        self.counters = counters
    }

    /// Runs a body in a transaction that it may share.
    func write<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await pool.use {
            try await withCheckedThrowingContinuation { caller in
                append(Entry(write: ValueWrite(body, caller: caller), asked: .now))
            }
        }
    }

    private func append(_ entry: Entry) {
        let needsWorker = state.withLock { state in
            state.waiting.append(entry)
            guard state.workers < maximumWorkers else { return false }
            state.workers += 1
            return true
        }
        if needsWorker { pool.submit { self.work() } }
    }

    private func work() {
        while let batch = nextBatch() {
            if batch.count == 1 || !commitTogether(batch) {
                for entry in batch { commitAlone(entry) }
            }
            counters.add(writes: batch.count)
        }
    }

    /// - Returns: A worker's share of what waits; nil when nothing does, and this worker has ended.
    private func nextBatch() -> [Entry]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.workers -= 1
                return nil
            }
            let share = (state.waiting.count + state.workers - 1) / state.workers
            let batch = Array(state.waiting.prefix(min(share, Self.maximumSize)))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// - Returns: Whether all of them are answered; otherwise none is, and nothing was kept.
    private func commitTogether(_ batch: [Entry]) -> Bool {
        let outcome = try? pool.withConnection(isFresh: false) { server in
            let connection = TransactionConnection(server, .readCommitted, constraints: constraints)
            for entry in batch {
                guard entry.write.run(on: connection) else {
                    connection.rollBack()
                    return false
                }
            }
            counters.add(commits: 1)
            do {
                try connection.commit()
                for entry in batch { entry.write.answer() }
            } catch {
                // A lost connection leaves open what was kept; anything else means that nothing was.
                guard server.isWhole else {
                    for entry in batch { entry.write.fail(error) }
                    return true
                }
                return false
            }
            return true
        }
        return outcome ?? false
    }

    private func commitAlone(_ entry: Entry) {
        let transaction = RepeatedTransaction(
            kind: .readCommitted,
            rule: rule,
            asked: entry.asked,
            constraints: constraints
        )
        do {
            try transaction.run(in: pool, counters) { connection in
                guard entry.write.run(on: connection) else { throw Refused() }
            }
            entry.write.answer()
        } catch is Refused {
            entry.write.answer()
        } catch {
            entry.write.fail(error)
        }
    }

    /// The body did not succeed; what it threw is kept by the write.
    private struct Refused: Error {}
}
