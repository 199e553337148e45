import Foundation
import Persistence
import PersistencePostgres
import PersistenceSQLite
import TestSupport

/// A database of a test's own, which can be opened more than once, as the nodes of one installation do.
///
/// It is SQLite, or PostgreSQL where `DATABASE_FOR_TESTS=postgresql`: every test of these rules runs on both, one after the other.
enum TestDatabase {
    case file(SQLiteDatabaseFile)
    case schema(PostgresPlace)

    /// Whether these tests run on PostgreSQL.
    static let isPostgreSQL = ProcessInfo.processInfo.environment["DATABASE_FOR_TESTS"] == "postgresql"

    init() async throws {
        self = Self.isPostgreSQL ? .schema(try await PostgresPlace.make()) : .file(try SQLiteDatabaseFile())
    }

    /// One that is opened once.
    static func fresh() async throws -> any Database {
        guard isPostgreSQL else { return try SQLiteDatabase.inMemory() }
        return try await TestDatabase().open()
    }

    func open() async throws -> any Database {
        switch self {
        case .file(let file): try file.open()
        // Many tests are open at once, and a server has so many connections.
        case .schema(let place): try await place.open(PostgresOptions(connectionCount: 3))
        }
    }

    /// Removes the file; a schema goes with the server that was started for the tests.
    func remove() {
        if case .file(let file) = self { file.remove() }
    }
}

extension Database {
    /// How many writes were done since it was opened.
    var writeCount: Int? {
        (self as? SQLiteDatabase)?.statistics.writes ?? (self as? PostgresDatabase)?.statistics.writes
    }
}
