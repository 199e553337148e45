import Foundation
import Identity
import Persistence
import PersistencePostgres
import PersistenceSQLite

/// The database of a Tessera, open, without the rules.
enum OpenDatabase: Sendable {
    case sqlite(SQLiteDatabase)
    case postgreSQL(PostgresDatabase)

    /// The database as every other room knows it.
    var database: any Persistence.Database {
        switch self {
        case .sqlite(let database): database
        case .postgreSQL(let database): database
        }
    }

    /// Opens the database, lets `body` work on it, and closes it in any case.
    ///
    /// - Parameters:
    ///   - settings: Where it is.
    ///   - mayCreate: Whether one that does not exist, or is empty, is used; its master secret is made first.
    ///   - statementTimeout: The longest that one statement may take on a server; nil for what suits requests.
    ///   - body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: `CommandFailure` when there is no database; what opening and `body` throw.
    static func with<Result: Sendable>(
        _ settings: Settings,
        mayCreate: Bool = false,
        statementTimeout: Duration? = nil,
        _ body: (OpenDatabase) async throws -> Result
    ) async throws -> Result {
        let open = try await open(settings.storage, mayCreate: mayCreate, statementTimeout: statementTimeout)
        do {
            let result = try await body(open)
            try await open.database.close()
            return result
        } catch {
            try? await open.database.close()
            throw error
        }
    }

    private static func open(
        _ storage: StorageSettings,
        mayCreate: Bool,
        statementTimeout: Duration?
    ) async throws -> OpenDatabase {
        switch storage.database {
        case .sqlite(let path):
            if !FileManager.default.fileExists(atPath: path) {
                guard mayCreate else { throw missing(path) }
                try PrivateFolder.create(of: path)
                // First, for a database without a master secret would look like one whose secret is lost.
                try MasterSecret.prepare(for: storage)
            }
            return .sqlite(try SQLiteDatabase(path: path))
        case .postgreSQL(let address, let connections):
            var options = PostgresOptions()
            options.connectionCount = connections
            if let statementTimeout { options.statementTimeout = statementTimeout }
            let database = try await PostgresDatabase(address, options: options)
            do {
                if try await isEmpty(database) {
                    guard mayCreate else { throw empty(address) }
                    try MasterSecret.prepare(for: storage)
                }
            } catch {
                try? await database.close()
                throw error
            }
            return .postgreSQL(database)
        }
    }

    /// Whether no Tessera has ever used the database.
    private static func isEmpty(_ database: PostgresDatabase) async throws -> Bool {
        try await database.read { !(try $0.exists("SELECT 1 WHERE to_regclass('tessera_migrations') IS NOT NULL")) }
    }

    private static func missing(_ path: String) -> CommandFailure {
        CommandFailure(
            .unavailable,
            "there is no database at \(SafeText.printable(path)). `tessera serve` creates it; --database-path or --database-url "
                + "names another."
        )
    }

    private static func empty(_ address: PostgresAddress) -> CommandFailure {
        CommandFailure(
            .unavailable,
            "the database \(address) is empty. `tessera serve` and `tessera database migrate` make its tables; --database-url names "
                + "another."
        )
    }
}
