import Foundation
import Persistence
import PersistencePostgres
import PersistenceSQLite

/// A database to measure, and how many commits it has made.
struct BenchmarkDatabase: Sendable {
    let database: any Database
    let commits: @Sendable () -> Int

    /// Opens one.
    ///
    /// - Parameters:
    ///   - place: A folder for SQLite files, or the connection URI of a PostgreSQL.
    ///   - file: The name of the SQLite file.
    ///   - connections: How many connections to PostgreSQL.
    /// - Returns: The database, open.
    /// - Throws: What opening throws.
    static func open(_ place: String, file: String, connections: Int) async throws -> BenchmarkDatabase {
        guard isPostgres(place) else {
            let database = try SQLiteDatabase(path: place + "/" + file)
            return BenchmarkDatabase(database: database, commits: { database.statistics.batches })
        }
        let database = try await PostgresDatabase(
            PostgresAddress(place),
            options: PostgresOptions(connectionCount: connections)
        )
        return BenchmarkDatabase(database: database, commits: { database.statistics.commits })
    }

    static func isPostgres(_ place: String) -> Bool { place.hasPrefix("postgres") }
}
