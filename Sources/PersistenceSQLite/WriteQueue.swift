import NIOPosix
import Persistence
import Synchronization

/// The line of waiting writes and the one thread that works it off.
///
/// The thread sleeps while nothing waits; while it commits, the next writes gather and share the next commit. So a lone
/// write costs nothing extra, and many at once cost one `fsync` together.
final class WriteQueue: Sendable {
    private struct State {
        var waiting: [any PendingWrite] = []
        var isWorking = false
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
        var statistics = SQLiteStatistics()
    }

    private let writer: BatchWriter
    private let maximumBatchSize: Int
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())

    init(writer: BatchWriter, maximumBatchSize: Int) {
        self.writer = writer
        self.maximumBatchSize = maximumBatchSize
        thread.start()
    }

    deinit {
        // Only reached with nothing waiting: the work under way holds the queue.
        thread.shutdownGracefully { _ in }
    }

    var statistics: SQLiteStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.waiting = state.waiting.count
            return statistics
        }
    }

    func append(_ write: any PendingWrite) {
        enum Next { case refuse, wakeThread, nothing }
        let next: Next = state.withLock { state in
            guard !state.isClosed else { return .refuse }
            state.waiting.append(write)
            guard !state.isWorking else { return .nothing }
            state.isWorking = true
            return .wakeThread
        }
        switch next {
        case .refuse: write.fail(PersistenceError.closed)
        case .wakeThread: thread.submit { _ in self.work() }
        case .nothing: break
        }
    }

    /// Refuses new writes, waits until the waiting ones are answered, and ends the thread.
    func close() async throws {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isWorking { state.closers.append(continuation) }
                return !state.isWorking
            }
            if isIdle { continuation.resume() }
        }
        try await thread.shutdownGracefully()
    }

    private func work() {
        while let batch = nextBatch() {
            writer.commit(batch)
        }
    }

    private func nextBatch() -> [any PendingWrite]? {
        var closers: [CheckedContinuation<Void, Never>] = []
        let batch: [any PendingWrite]? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWorking = false
                swap(&closers, &state.closers)
                return nil
            }
            let batch = Array(state.waiting.prefix(maximumBatchSize))
            state.waiting.removeFirst(batch.count)
            state.statistics.batches += 1
            state.statistics.writes += batch.count
            state.statistics.largestBatch = max(state.statistics.largestBatch, batch.count)
            return batch
        }
        for closer in closers { closer.resume() }
        return batch
    }
}
