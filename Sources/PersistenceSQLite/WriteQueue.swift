import NIOCore
import NIOPosix
import Persistence
import Synchronization

/// The line of waiting writes and the one thread that works it off.
///
/// The thread sleeps while nothing waits; while it commits, the next writes gather and share the next commit. So a lone
/// write costs nothing extra, and many at once cost one `fsync` together.
///
/// The line is bounded in length and in time, so that a disk that stalls, or a process that holds the database, costs bounded
/// memory, and whoever waits learns in time that it was in vain.
final class WriteQueue: Sendable {
    private struct State {
        var waiting: [WaitingWrite] = []
        var isWorking = false
        /// Whether somebody looks for writes whose time has run out.
        var isWatched = false
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
        var statistics = SQLiteStatistics()
    }

    private let writer: BatchWriter
    private let checkpointer: Checkpointer
    private let options: SQLiteOptions
    private let maximumWait: TimeAmount
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())

    init(writer: BatchWriter, checkpointer: Checkpointer, options: SQLiteOptions) {
        self.writer = writer
        self.checkpointer = checkpointer
        self.options = options
        maximumWait = TimeAmount(options.maximumWait)
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
        enum Next {
            case refuse(PersistenceError)
            case wakeThread, watch, nothing
        }
        let waiting = WaitingWrite(write: write, deadline: .now() + maximumWait)
        let next: Next = state.withLock { state in
            guard !state.isClosed else { return .refuse(.closed) }
            guard state.waiting.count < options.maximumWaiting else {
                state.statistics.refused += 1
                return .refuse(.tooManyWrites(options.maximumWaiting))
            }
            state.waiting.append(waiting)
            guard state.isWorking else {
                state.isWorking = true
                return .wakeThread
            }
            guard !state.isWatched else { return .nothing }
            state.isWatched = true
            return .watch
        }
        switch next {
        case .refuse(let error): write.fail(error)
        case .wakeThread: thread.submit { _ in self.work() }
        case .watch: watch(until: waiting.deadline)
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
        try await checkpointer.close()
    }

    private func work() {
        while let batch = nextBatch() {
            // Sorted by their deadlines, so that the first one's patience is the shortest.
            let patience = max(.zero, batch[0].deadline - .now())
            if let error = writer.tryCommit(batch.map(\.write), waitingForLocks: Duration(patience)) {
                putBack(batch, error)
            }
            if checkpointer.note(pagesWritten: writer.takePagesWritten()) {
                checkpointer.finished(logPages: writer.finishCheckpoint())
            }
        }
    }

    private func nextBatch() -> [WaitingWrite]? {
        var closers: [CheckedContinuation<Void, Never>] = []
        let batch: [WaitingWrite]? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWorking = false
                swap(&closers, &state.closers)
                return nil
            }
            let batch = Array(state.waiting.prefix(options.maximumBatchSize))
            state.waiting.removeFirst(batch.count)
            state.statistics.batches += 1
            state.statistics.writes += batch.count
            state.statistics.largestBatch = max(state.statistics.largestBatch, batch.count)
            return batch
        }
        for closer in closers { closer.resume() }
        return batch
    }

    /// Another process held the database, and nothing has begun: whose time has run out is told so, the others wait on.
    private func putBack(_ batch: [WaitingWrite], _ error: PersistenceError) {
        let now = NIODeadline.now()
        let expired = batch.prefix { $0.deadline <= now }
        state.withLock { state in
            state.waiting.insert(contentsOf: batch.dropFirst(expired.count), at: 0)
            state.statistics.batches -= 1
            state.statistics.writes -= batch.count
            state.statistics.refused += expired.count
        }
        for waiting in expired { waiting.write.fail(error) }
    }

    /// Looks for writes whose time has run out while the thread is held up; the thread itself cannot.
    private func watch(until deadline: NIODeadline) {
        MultiThreadedEventLoopGroup.singleton.next().scheduleTask(deadline: deadline) { [weak self] in self?.expire() }
    }

    private func expire() {
        let now = NIODeadline.now()
        let (expired, next) = state.withLock { state -> ([WaitingWrite], NIODeadline?) in
            let expired = Array(state.waiting.prefix { $0.deadline <= now })
            state.waiting.removeFirst(expired.count)
            state.statistics.refused += expired.count
            state.isWatched = !state.waiting.isEmpty
            return (expired, state.waiting.first?.deadline)
        }
        if let next { watch(until: next) }
        for waiting in expired { waiting.write.fail(PersistenceError.turnDidNotCome(options.maximumWait)) }
    }
}

/// A write in the line, and until when it waits for its turn.
private struct WaitingWrite: Sendable {
    let write: any PendingWrite
    let deadline: NIODeadline
}

extension PersistenceError {
    fileprivate static func tooManyWrites(_ count: Int) -> PersistenceError {
        PersistenceError(
            .busy,
            message: "\(count) writes are already waiting: the disk is slow, or another process holds the database"
        )
    }

    fileprivate static func turnDidNotCome(_ duration: Duration) -> PersistenceError {
        PersistenceError(
            .busy,
            message: "a write waited \(duration) in the queue: the disk is slow, or another process holds the database"
        )
    }
}
