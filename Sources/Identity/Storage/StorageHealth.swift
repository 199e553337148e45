import Logging
import Persistence
import Synchronization

/// Whether the database does what it is asked, and since when it does not.
///
/// Trouble begins with the first failure, and is logged once for each cause, however many requests run into it. It ends when the
/// database has done the same again for ``probe()`` and no request has failed meanwhile: an answer to any request would not
/// do, since many a write changes nothing and so succeeds on a full disk.
public final class StorageHealth: Sendable {
    private struct Trouble {
        let since: Duration
        var cause: StorageFailure.Cause
        var told: Set<StorageFailure.Cause>
        var failures = 0
        var lastFailure: Duration
    }

    private struct State {
        var troubles: [StorageFailure.Operation: Trouble] = [:]
        var failures: [StorageFailure.Cause: Int] = [:]
    }

    /// For how long nothing may have failed before trouble counts as over.
    static let quiet: Duration = .seconds(1)

    private let database: any Database
    private let time: TimeSource
    private let logger: Logger
    private let state = Mutex(State())

    init(database: any Database, time: TimeSource, logger: Logger) {
        self.database = database
        self.time = time
        self.logger = logger
    }

    /// What fails at this moment, and why.
    public var failing: [StorageFailure.Operation: StorageFailure.Cause] {
        state.withLock { $0.troubles.mapValues(\.cause) }
    }

    /// How many failures of each cause there were since the start; for metrics.
    public var failures: [StorageFailure.Cause: Int] { state.withLock { $0.failures } }

    /// Tries what has failed again, and says so when it succeeds; while there is no trouble, only looks whether the database is
    /// still where it was, since hours may pass without a write.
    ///
    /// To be called every second or so.
    public func probe() async {
        if failing[.write] == nil { confirmPlace() }
        for operation in failing.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            let began = time.uptime()
            do {
                switch operation {
                case .read: _ = try await database.read { try $0.exists("SELECT 1 FROM status_state") }
                case .write: try await database.write { try $0.probeWriting() }
                }
                succeeded(operation, askedAt: began)
            } catch {
                guard let error = error as? PersistenceError, let failure = StorageFailure(error, during: operation)
                else { continue }
                note(failure)
            }
        }
    }

    private func confirmPlace() {
        do {
            try database.confirmPlace()
        } catch {
            guard let error = error as? PersistenceError, let failure = StorageFailure(error, during: .write) else {
                return
            }
            note(failure)
        }
    }

    /// Notes a failure.
    func note(_ failure: StorageFailure) {
        let now = time.uptime()
        let isNews = state.withLock { state in
            state.failures[failure.cause, default: 0] += 1
            var trouble =
                state.troubles[failure.operation]
                ?? Trouble(since: now, cause: failure.cause, told: [], lastFailure: now)
            trouble.cause = failure.cause
            trouble.failures += 1
            trouble.lastFailure = now
            let isNews = trouble.told.insert(failure.cause).inserted
            state.troubles[failure.operation] = trouble
            return isNews
        }
        guard isNews else { return }
        logger.error(
            failure.operation == .read ? "the database cannot be read" : "the database cannot be written",
            metadata: [
                "database.cause": .string(failure.cause.rawValue), "error.detail": .string(failure.message),
                "advice": .string(failure.cause.advice),
            ]
        )
    }

    private func succeeded(_ operation: StorageFailure.Operation, askedAt began: Duration) {
        let now = time.uptime()
        let ended = state.withLock { state -> Trouble? in
            guard let trouble = state.troubles[operation], began - trouble.lastFailure >= Self.quiet else { return nil }
            state.troubles[operation] = nil
            return trouble
        }
        guard let ended else { return }
        logger.notice(
            operation == .read ? "the database can be read again" : "the database can be written again",
            metadata: [
                "database.cause": .string(ended.cause.rawValue),
                "database.failures": .stringConvertible(ended.failures),
                "database.seconds": .stringConvertible((now - ended.since).wholeSeconds),
            ]
        )
    }
}

extension StorageFailure.Cause {
    /// What the operator can do.
    var advice: String {
        switch self {
        case .unavailable:
            "Check that the database runs and is reachable. The server reconnects without a restart."
        case .full:
            "Free space on the file system of the database. The server recovers without a restart; until then only "
                + "writes fail."
        case .readOnly:
            "Make the file system, the database's file and its folder writable again. The server recovers "
                + "without a restart; until then only writes fail."
        case .busy:
            "Look for another program that holds the database, and for a slow disk. The server recovers without a "
                + "restart."
        case .inputOutput:
            "Search the system's log for a failing disk, and make a backup. The server recovers when the disk recovers."
        case .corrupt:
            "Stop the server, run `tessera database check`, and restore a backup."
        case .gone:
            "Move the same file back, with the -wal and -shm beside it: the server then recovers. If you "
                + "cannot find it, stop the server, remove the remaining -wal and -shm, and restore a backup. Until "
                + "then nothing is saved."
        case .restart:
            "Restart the server when the right file is in its place. Until then nothing is saved."
        }
    }
}

extension Transaction {
    /// Makes the database write to its disk, and leaves nothing behind.
    ///
    /// A change to what is there already would be none, and need no disk.
    fileprivate func probeWriting() throws {
        let key = [UInt8](repeating: 0, count: 16)
        try execute("INSERT INTO sign_in_throttles (key, full_at) VALUES (\(key), 0) ON CONFLICT (key) DO NOTHING")
        try execute("DELETE FROM sign_in_throttles WHERE key = \(key)")
    }
}
