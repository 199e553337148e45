import Foundation
import Identity
import Persistence
import PersistencePostgres
import PersistenceSQLite

/// The database of a Tessera, open, without the rules.
enum OpenDatabase: Sendable {
    case sqlite(SQLiteDatabase)
    case postgreSQL(PostgresDatabase)

    /// The database as every other module knows it.
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
    ///   - new: Whether one that does not exist, or is empty, is used; its master secret is made first.
    ///   - statementTimeout: The longest that one statement may take on a server; nil for what suits requests.
    ///   - body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: `CommandFailure` when there is no database, or another one than the note says; what opening and `body` throw.
    static func with<Result: Sendable>(
        _ settings: Settings,
        new: NewDatabase = .never,
        statementTimeout: Duration? = nil,
        _ body: (OpenDatabase) async throws -> Result
    ) async throws -> Result {
        let open = try await open(settings.storage, new, statementTimeout: statementTimeout)
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
        _ new: NewDatabase,
        statementTimeout: Duration?
    ) async throws -> OpenDatabase {
        let guardian = PlaceGuard(storage: storage, new: new)
        switch storage.database {
        case .sqlite(let path):
            if !FileManager.default.fileExists(atPath: path) {
                try guardian.confirm(.nothing)
                guard new.mayCreate else { throw missing(path) }
                try PrivateFolder.create(of: path)
                // First, for a database without a master secret would look like one whose secret is lost.
                try MasterSecret.prepare(for: storage)
            }
            let database = try SQLiteDatabase(path: path)
            try await closing(database) { try guardian.confirm(try await FoundInstallation(of: database)) }
            return .sqlite(database)
        case .postgreSQL(let address, let connections):
            var options = PostgresOptions()
            options.connectionCount = connections
            if let statementTimeout { options.statementTimeout = statementTimeout }
            let database = try await PostgresDatabase(address, options: options)
            try await closing(database) {
                let found = try await FoundInstallation(of: database)
                try guardian.confirm(found)
                guard found == .nothing else { return }
                guard new.mayCreate else { throw empty(address) }
                try MasterSecret.prepare(for: storage)
            }
            return .postgreSQL(database)
        }
    }

    /// Closes the database when `body` throws.
    private static func closing(_ database: any Persistence.Database, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            try? await database.close()
            throw error
        }
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
            "the database \(address) is empty. `tessera serve` and `tessera database migrate` create its tables; "
                + "--database-url names another."
        )
    }
}
