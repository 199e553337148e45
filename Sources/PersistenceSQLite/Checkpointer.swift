import GRDB
import NIOPosix
import Persistence
import Synchronization

/// Moves what the write-ahead log holds into the database file, on a thread and a connection of its own.
///
/// SQLite does it inside of the commit that makes the log longer than 1000 pages, and every write waits meanwhile, 50 ms and more where
/// the disk is slow. Beside the writer nobody waits. What the writer appended in the meantime is done in further passes, each shorter
/// than the one before; the little that is left then the writer does itself, after which the log begins anew.
final class Checkpointer: Sendable {
    /// After how many pages written to the log it is worth while: 4 MiB.
    static let threshold = 1000
    /// So many pages of the log the writer does itself, in a few milliseconds.
    private static let remainder = 200
    /// After so many passes it is left to the next time: a long read, such as a backup, keeps the log from being emptied.
    private static let passes = 6
    /// After so many commits the writer gives up to begin the log anew until the next time.
    private static let attempts = 50

    private struct State {
        var pagesWritten = 0
        var isRunning = false
        var isClosed = false
        /// Whether little enough is left for the writer.
        var isAlmostDone = false
        /// How often the writer has tried to begin the log anew.
        var attempts = 0
    }

    private let connection: DatabaseQueue
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())

    /// Opens a connection of its own to a database that exists and is in WAL mode.
    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "tessera.checkpointer"
        do {
            connection = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw PersistenceError.translated(error)
        }
        thread.start()
    }

    deinit {
        thread.shutdownGracefully { _ in }
    }

    /// The writer has written pages to the log.
    ///
    /// - Returns: whether the writer should finish a checkpoint now: little is left, and then the log begins anew.
    func note(pagesWritten: Int) -> Bool {
        enum Next { case nothing, begin, finish }
        let next: Next = state.withLock { state in
            state.pagesWritten += pagesWritten
            if state.isAlmostDone {
                state.isAlmostDone = false
                return .finish
            }
            guard state.pagesWritten >= Self.threshold, !state.isRunning, !state.isClosed else { return .nothing }
            state.isRunning = true
            state.pagesWritten = 0
            return .begin
        }
        if next == .begin { thread.submit { _ in self.run() } }
        return next == .finish
    }

    /// The writer has moved what was left.
    ///
    /// The log begins anew with its next commit, unless somebody reads at that very moment; then it tries again with the one after.
    ///
    /// - Parameter logPages: how long the log is.
    func finished(logPages: Int) {
        state.withLock { state in
            state.attempts += 1
            state.isAlmostDone = logPages >= Self.threshold && state.attempts < Self.attempts
            if !state.isAlmostDone { state.attempts = 0 }
        }
    }

    /// Waits for the pass under way and closes the connection.
    func close() async throws {
        state.withLock { $0.isClosed = true }
        try await thread.shutdownGracefully()
        try connection.close()
    }

    private func run() {
        let isAlmostDone = hasCaughtUp()
        state.withLock { state in
            state.isRunning = false
            state.isAlmostDone = isAlmostDone
        }
    }

    /// Moves the log in passes until what the writer appends during one of them is little.
    ///
    /// A pass knows only what was in the log when it began, so it always seems to have moved everything.
    private func hasCaughtUp() -> Bool {
        var before: Int?
        for _ in 0..<Self.passes {
            // A failure shows in the writer, too, which checkpoints by itself once the log is far too long.
            guard let (length, moved) = try? connection.writeHere({ try $0.checkpoint(.passive) }) else { return false }
            // What it could not move belongs to a read that goes on; much of it means a long one.
            guard length - moved <= Self.remainder else { return false }
            if let before, length - before <= Self.remainder { return true }
            before = length
        }
        return false
    }
}

extension DatabaseQueue {
    /// Runs a body outside of a transaction, in the calling thread.
    fileprivate func writeHere<Result>(_ body: (GRDB.Database) throws -> Result) throws -> Result {
        try writeWithoutTransaction(body)
    }
}
