import Foundation
import Persistence
import PersistenceSQLite

/// A table with as many rows as there are sessions, each updated durably by its primary key.
struct BareUpdates {
    private let database: SQLiteDatabase
    private let keys: [[UInt8]]

    init(directory: String, rows: Int) async throws {
        let database = try SQLiteDatabase(path: directory + "/updates.sqlite")
        _ = try await database.migrate([
            Migration(
                "rows",
                [
                    """
                    CREATE TABLE counters (
                        id \(type: .bytes) NOT NULL PRIMARY KEY, account \(type: .bytes) NOT NULL,
                        generation \(type: .bigint) NOT NULL, rotated_at \(type: .bigint) NOT NULL
                    ) \(options: .strictByPrimaryKey)
                    """
                ]
            )
        ])
        let keys = (0..<rows).map { _ in (0..<16).map { _ in UInt8.random(in: 0...255) } }
        try await database.write { connection in
            for key in keys { try connection.execute("INSERT INTO counters VALUES (\(key), \(key), 0, 0)") }
        }
        self.database = database
        self.keys = keys
    }

    func rate(tasks: Int, seconds: Double) async throws -> Rate {
        let database = database
        return try await measure(keys, tasks: tasks, seconds: seconds, database: database) { key in
            let generation = try await database.write { connection in
                try connection.row(
                    """
                    UPDATE counters SET generation = generation + 1, rotated_at = \(1_700_000_000_000 as Int64)
                    WHERE id = \(key) RETURNING generation, account
                    """
                )?.integer("generation")
            }
            guard generation != nil else { throw BenchmarkFailure("a row is missing") }
            return key
        }.0
    }

    func close() async throws {
        try await database.close()
    }
}
