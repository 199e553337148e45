import NIOPosix
import Persistence
import Synchronization

/// Threads that each wait on one connection at a time, and the connections that wait for a thread.
///
/// There are as many threads as connections, so a thread that runs always finds a connection free or may make one. What waits for
/// a thread is answered by its deadline, however long the threads are held up.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [ServerConnection] = []
        var open = 0
        var asked = 0
        var isClosed = false
    }

    /// Something to be done in a thread.
    private struct Job: Waiting {
        let deadline: ContinuousClock.Instant
        let run: @Sendable () -> Void
        let tellLate: @Sendable () -> Void

        func expire() { tellLate() }
    }

    private let connect: @Sendable (ContinuousClock.Instant) throws -> ServerConnection
    private let size: Int
    private let maximumWaiting: Int
    private let threads: NIOThreadPool
    private let state = Mutex(State())
    private let line = WaitingLine<Job>()
    /// Counts what is under way, so that connections are closed after the last of it.
    private let gate = UseGate()

    /// - Parameters:
    ///   - size: How many threads, and at the most as many connections.
    ///   - maximumWaiting: How many jobs may wait for a thread.
    ///   - connect: Makes a connection before its deadline; called in one of the threads.
    init(
        size: Int,
        maximumWaiting: Int,
        connect: @escaping @Sendable (ContinuousClock.Instant) throws -> ServerConnection
    ) {
        self.connect = connect
        self.size = size
        self.maximumWaiting = maximumWaiting
        threads = NIOThreadPool(numberOfThreads: size)
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// How many jobs wait (those beyond one for each thread), and how many connections are open.
    var counts: (waiting: Int, open: Int) { state.withLock { (max(0, $0.asked - size), $0.open) } }

    /// Runs a job in one of the threads, whatever becomes of the calling task.
    ///
    /// - Parameters:
    ///   - deadline: When the job must have begun, or is not run.
    ///   - job: What to do; it looks at the deadline itself.
    /// - Returns: What the job returns.
    /// - Throws: What the job throws; ``/Persistence/PersistenceError/Code/busy`` when too many wait, or its turn did
    ///   not come; ``/Persistence/PersistenceError/Code/closed``.
    func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant,
        _ job: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await use {
            try await withCheckedThrowingContinuation { caller in
                line.append(
                    Job(deadline: deadline) {
                        caller.resume(with: Result(catching: job))
                    } tellLate: {
                        caller.resume(throwing: PersistenceError.turnDidNotCome)
                    }
                )
                submit { self.line.take { min(1, $0) }.first?.run() }
            }
        }
    }

    /// Whether a job waits for a thread.
    var isWaitedFor: Bool { line.count > 0 }

    /// Admits something that will be done in these threads, and keeps the connections open until it is.
    ///
    /// - Throws: As ``run(_:)``.
    func use<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        try gate.enter()
        defer { gate.leave() }
        let isAdmitted = state.withLock { state in
            guard state.asked < maximumWaiting + size else { return false }
            state.asked += 1
            return true
        }
        guard isAdmitted else {
            throw PersistenceError(.busy, message: "\(maximumWaiting) reads and writes already wait for the database")
        }
        defer { state.withLock { $0.asked -= 1 } }
        return try await body()
    }

    /// Runs a job in one of the threads.
    func submit(_ job: @escaping @Sendable () -> Void) {
        threads.submit { _ in job() }
    }

    /// Lends a connection to a thread of this pool.
    ///
    /// - Parameters:
    ///   - isFresh: Whether it must be a new one, since those that wait may all have gone with the server.
    ///   - deadline: When to give up connecting.
    ///   - body: What to do. The connection is kept if it is open afterwards, and not in a transaction.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, and what connecting does.
    func withConnection<Value>(
        isFresh: Bool,
        until deadline: ContinuousClock.Instant,
        _ body: (ServerConnection) throws -> Value
    ) throws -> Value {
        let idle: [ServerConnection] = state.withLock { state in
            if isFresh {
                defer { state.idle = [] }
                state.open -= state.idle.count
                return state.idle
            }
            return state.idle.popLast().map { [$0] } ?? []
        }
        let connection: ServerConnection
        if !isFresh, let waiting = idle.first {
            connection = waiting
        } else {
            connection = try connect(deadline)
            state.withLock { $0.open += 1 }
        }
        defer { giveBack(connection) }
        return try body(connection)
    }

    private func giveBack(_ connection: ServerConnection) {
        state.withLock { state in
            if connection.canRest, !state.isClosed {
                state.idle.append(connection)
            } else {
                state.open -= 1
            }
        }
    }

    /// Refuses new jobs, waits for those under way, and closes the connections and the threads.
    func close() async throws {
        guard await gate.close() else { return }
        let idle: [ServerConnection] = state.withLock { state in
            state.isClosed = true
            state.open -= state.idle.count
            defer { state.idle = [] }
            return state.idle
        }
        _ = consume idle
        try await threads.shutdownGracefully()
    }
}

extension PersistenceError {
    /// No thread was free in time.
    static let turnDidNotCome = PersistenceError(
        .busy,
        message: "every connection to PostgreSQL was in use for too long"
    )
}
