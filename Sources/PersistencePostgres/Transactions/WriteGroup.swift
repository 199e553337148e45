import Persistence
import Synchronization

/// Writes that share commits, as far as several wait at the same moment.
///
/// A lone write is a transaction of its own. While connections are busy the next writes gather, and the next free connection
/// takes its share of them into one transaction: one `COMMIT` and one wait for the disk for all. When one of them fails,
/// nothing of the transaction is kept, and each is run again by itself.
final class WriteGroup: Sendable {
    /// A write, since when it waits, and until when.
    private struct Entry: Waiting {
        let write: any PendingWrite
        let asked: ContinuousClock.Instant
        let deadline: ContinuousClock.Instant

        func expire() { write.fail(PersistenceError.turnDidNotCome) }
    }

    /// Locks are kept until the commit, so a transaction must not grow without bound.
    private static let maximumSize = 32

    private let pool: ConnectionPool
    private let maximumWorkers: Int
    private let rule: RetryRule
    private let constraints: ConstraintNames
    private let counters: Counters
    private let line = WaitingLine<Entry>()
    private let workers = Mutex(0)

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
    ///
    /// - Parameters:
    ///   - asked: When it was asked for.
    ///   - deadline: When it must be answered.
    ///   - body: The statements to run.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, and the database's errors.
    func write<Value: Sendable>(
        asked: ContinuousClock.Instant,
        until deadline: ContinuousClock.Instant,
        _ body: @escaping @Sendable (any Transaction) throws -> Value
    ) async throws -> Value {
        try await pool.use {
            try await withCheckedThrowingContinuation { caller in
                append(Entry(write: ValueWrite(body, caller: caller), asked: asked, deadline: deadline))
            }
        }
    }

    private func append(_ entry: Entry) {
        line.append(entry)
        let needsWorker = workers.withLock { workers in
            guard workers < maximumWorkers else { return false }
            workers += 1
            return true
        }
        if needsWorker { pool.submit { self.work() } }
    }

    private func work() {
        while let batch = nextBatch() {
            if batch.count == 1 || !commitTogether(batch) {
                // Who has the least time comes first.
                for entry in batch.sorted(by: { $0.deadline < $1.deadline }) { commitAlone(entry) }
            }
            counters.add(writes: batch.count)
            // Reads that wait for this thread must get their turn, however many writes there are.
            if pool.isWaitedFor { return pool.submit { self.work() } }
        }
    }

    /// - Returns: A worker's share of what waits; nil when nothing does, and this worker has ended.
    private func nextBatch() -> [Entry]? {
        workers.withLock { workers in
            let present = workers
            let batch = line.take { waiting in min((waiting + present - 1) / present, Self.maximumSize) }
            // Under the lock, so that who comes now sees that there is a worker less.
            if batch.isEmpty { workers -= 1 }
            return batch.isEmpty ? nil : batch
        }
    }

    /// - Returns: Whether all of them are answered; otherwise none is, and nothing was kept.
    private func commitTogether(_ batch: [Entry]) -> Bool {
        let deadline = batch.map(\.deadline).min() ?? .now
        let outcome = try? pool.withConnection(isFresh: false, until: deadline) { server in
            let connection = PostgresTransaction(server, .readCommitted, until: deadline, constraints: constraints)
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
                // Anything but an unknown outcome means that nothing was kept.
                guard let error = error as? PersistenceError, error.isOutcomeUnknown else { return false }
                for entry in batch { entry.write.fail(error) }
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
            deadline: entry.deadline,
            constraints: constraints
        )
        do {
            try transaction.run(in: pool, counters) { connection in
                guard !entry.write.run(on: connection) else { return }
                if let missing = entry.write.error as? PersistenceError, missing.code == .columnMissing {
                    throw missing
                }
                throw Refused()
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
