import GRDB
import NIOPosix
import Persistence
import Synchronization

extension SQLiteDatabase {
    /// Writes a consistent copy of the database into a new file, while the database is in use.
    ///
    /// The copy is one file, readable by its owner only, and appears under its name when it is complete and on the disk.
    /// Until then it has the name with `.partial` behind it. Cancelling the task abandons the copy.
    ///
    /// - Parameters:
    ///   - destination: Where the copy goes. An existing file is never overwritten.
    ///   - progress: Called with the completed part, 0 to 1, in a thread of its own.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` when the destination exists or cannot be made,
    ///   ``/Persistence/PersistenceError/Code/diskFull``, `CancellationError`.
    public func backup(
        to destination: String,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        try gate.enter()
        defer { gate.leave() }
        let isCancelled = CancellationFlag()
        try await withTaskCancellationHandler {
            try await NIOThreadPool.singleton.runIfActive { [pool] in
                do {
                    try BackupFile(destination: destination).write { partial in
                        try Self.copy(pool, to: partial, isCancelled: isCancelled, progress: progress)
                    }
                } catch {
                    throw PersistenceError.translated(error)
                }
            }
        } onCancel: {
            isCancelled.set()
        }
    }

    private static func copy(
        _ pool: DatabasePool,
        to path: String,
        isCancelled: CancellationFlag,
        progress: @escaping @Sendable (Double) -> Void
    ) throws {
        let copy = try DatabaseQueue(path: path)
        do {
            // 2 MiB a step, in one read transaction: the copy shows one state, and writers go on meanwhile.
            try pool.backup(to: copy, pagesPerStep: 512) { step in
                if isCancelled.isSet, !step.isCompleted { throw CancellationError() }
                progress(step.totalPageCount == 0 ? 1 : Double(step.completedPageCount) / Double(step.totalPageCount))
            }
            let journal = try copy.readHere { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            let check = try copy.readHere { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard journal == "delete", check == "ok" else {
                throw PersistenceError(.corrupt, message: "the copy is damaged: \(check ?? "it cannot be checked")")
            }
        } catch {
            try? copy.close()
            throw error
        }
        try copy.close()
    }
}

extension DatabaseQueue {
    /// Runs a body in the calling thread, outside of a transaction.
    fileprivate func readHere<Value>(_ body: (GRDB.Database) throws -> Value) throws -> Value {
        try writeWithoutTransaction(body)
    }
}

/// Tells a thread that the task which waits for it was cancelled.
private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() {
        flag.store(true, ordering: .relaxed)
    }
}
