import Foundation
import Persistence

/// A table with as many rows as there are sessions, each updated durably by its primary key.
struct BareUpdates {
    private let database: BenchmarkDatabase
    private let keys: [[UInt8]]

    init(_ database: BenchmarkDatabase, rows: Int) async throws {
        // The number of the row in 16 bytes, which pgbench can make, too.
        let keys = (1...rows).map { number in
            (0..<16).map { UInt8(truncatingIfNeeded: $0 < 8 ? 0 : number >> (8 * (15 - $0))) }
        }
        try await database.database.write { connection in
            try connection.execute("DROP TABLE IF EXISTS counters")
            try connection.execute(
                """
                CREATE TABLE counters (
                    id \(type: .bytes) NOT NULL PRIMARY KEY, account \(type: .bytes) NOT NULL,
                    generation \(type: .bigint) NOT NULL, rotated_at \(type: .bigint) NOT NULL
                ) \(options: .strictByPrimaryKey)
                """
            )
            for key in keys { try connection.execute("INSERT INTO counters VALUES (\(key), \(key), 0, 0)") }
        }
        self.database = database
        self.keys = keys
    }

    func rate(tasks: Int, seconds: Double) async throws -> Rate {
        let database = database.database
        return try await measure(keys, tasks: tasks, seconds: seconds, commits: self.database.commits) { key in
            let generation = try await database.write(isolation: .grouped) { connection in
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
        try await database.database.close()
    }
}
