import GRDB
import Persistence

extension DatabasePool {
    /// Opens a pool by the house's rules and makes sure that they hold.
    ///
    /// - Returns: The pool, and the files that it uses.
    static func opened(path: String, options: SQLiteOptions) throws -> (DatabasePool, DatabaseFiles) {
        try FileOwner.refuseForeign(path)
        let identity = try SQLiteFile.prepare(path)
        // Whatever folder this process is in later, the same name is meant.
        let absolute = SQLiteFile.absolute(path)
        var configuration = Configuration()
        configuration.label = "tessera"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = options.maximumReaderCount
        let timeout = options.maximumWait.components
        configuration.busyMode = .timeout(Double(timeout.seconds) + Double(timeout.attoseconds) / 1e18)
        // A commit that fails may leave its transaction open; the next batch leaves it first, instead of a crash here.
        configuration.allowsUnsafeTransactions = true
        // A new file can give empty pages back. It must be said before anything is written into it, and changes no other file.
        configuration.prepareDatabase { database in
            // Readers are opened when they are needed: never on another file that was put in the place of the first.
            try SQLiteFile.confirm(absolute, is: identity)
            guard try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 else { return }
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            let files = try pool.writeWithoutTransaction { database in
                try setUpWriter(database)
                let file = try SQLiteFile.name(of: database)
                return try DatabaseFiles(path: absolute, identity: identity, log: (file + "-wal", file + "-shm"))
            }
            return (pool, files)
        } catch {
            let error = PersistenceError.of(error)
            throw PersistenceError(error.code, message: "cannot open database at \(path): \(error.message)")
        }
    }

    /// Runs a body on a snapshot in the calling thread.
    ///
    /// GRDB's asynchronous read would cost several times the query.
    func readHere<Result>(_ body: (GRDB.Database) throws -> Result) throws -> Result {
        try read(body)
    }

    /// The pool sets `synchronous` to NORMAL in WAL mode after every other preparation, so FULL is set here and looked at.
    private static func setUpWriter(_ database: GRDB.Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try FileOwner.mark(database)
        try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        // The `Checkpointer` empties the log. Only when it cannot keep up (64 MiB), everybody has to wait.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
        // Without it, REPLACE would remove a row past the trigger that forbids it.
        try database.execute(sql: "PRAGMA recursive_triggers = ON")
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
        guard journal == "wal", synchronous == 2, foreignKeys == 1 else {
            throw PersistenceError(
                .cannotOpen,
                message: """
                    SQLite did not accept journal_mode=WAL, synchronous=FULL and foreign_keys=ON \
                    (\(journal ?? "?"), \(synchronous ?? -1), \(foreignKeys ?? -1))
                    """
            )
        }
    }
}
