import GRDB
import Persistence

extension DatabasePool {
    /// Opens a pool by the house's rules and makes sure that they hold.
    static func opened(path: String, options: SQLiteOptions) throws -> DatabasePool {
        try SQLiteFile.prepare(path)
        var configuration = Configuration()
        configuration.label = "tessera"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = options.maximumReaderCount
        let timeout = options.busyTimeout.components
        configuration.busyMode = .timeout(Double(timeout.seconds) + Double(timeout.attoseconds) / 1e18)
        // A commit that fails may leave its transaction open; the next batch leaves it first, instead of a crash here.
        configuration.allowsUnsafeTransactions = true
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { try setUpWriter($0) }
            return pool
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
        try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
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
