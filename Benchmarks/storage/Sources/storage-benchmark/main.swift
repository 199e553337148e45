// Prints one JSON object a line:
// {"name":"update","tasks":16,"seconds":3.0,"operations":28000,"perSecond":9333,"operationsPerCommit":14.2}
//
// Usage: storage-benchmark [DIRECTORY] [SECONDS] [MAXIMUM-BATCH-SIZE]
// DIRECTORY should lie on the disk to measure; on a file system in memory nothing waits for a disk.

import Foundation
import Persistence
import PersistenceSQLite

let arguments = CommandLine.arguments
let directory = arguments.count > 1 ? arguments[1] : FileManager.default.currentDirectoryPath
let seconds = arguments.count > 2 ? Double(arguments[2]) ?? 3 : 3
let maximumBatchSize = arguments.count > 3 ? Int(arguments[3]) ?? 64 : 64
let rowCount = 10000

let path = directory + "/storage-benchmark-\(UUID().uuidString).sqlite"
let database = try SQLiteDatabase(path: path, options: .init(maximumBatchSize: maximumBatchSize))
_ = try await database.migrate([
    Migration(
        "rows",
        [
            """
            CREATE TABLE sessions (
                id \(type: .bytes) NOT NULL PRIMARY KEY, account \(type: .bytes) NOT NULL, generation \(type: .bigint) NOT NULL,
                rotated_at \(type: .bigint) NOT NULL, last_address \(type: .text) NOT NULL
            ) \(options: .strictByPrimaryKey)
            """, "CREATE INDEX sessions_account ON sessions (account)",
        ]
    )
])
let keys = (0..<rowCount).map { _ in (0..<16).map { _ in UInt8.random(in: 0...255) } }
try await database.write { connection in
    for key in keys {
        try connection.execute(
            "INSERT INTO sessions VALUES (\(key), \(key), 0, 0, \("192.0.2.1"))"
        )
    }
}

/// Counts how often an operation is done in the given time by a number of tasks.
func measure(_ name: String, tasks: Int, _ operation: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
    let before = database.statistics
    let clock = ContinuousClock()
    let start = clock.now
    let end = start + .seconds(seconds)
    let operations = try await withThrowingTaskGroup(of: Int.self) { group in
        for task in 0..<tasks {
            group.addTask {
                var count = 0
                var position = task * 7919
                while clock.now < end {
                    position = (position &* 31 &+ 17) % rowCount
                    try await operation(keys[position])
                    count += 1
                }
                return count
            }
        }
        var sum = 0
        for try await count in group { sum += count }
        return sum
    }
    let elapsed = (clock.now - start) / .seconds(1)
    let commits = database.statistics.batches - before.batches
    let perCommit = commits == 0 ? "null" : String(format: "%.1f", Double(operations) / Double(commits))
    print(
        #"{"name":"\#(name)","tasks":\#(tasks),"seconds":\#(String(format: "%.2f", elapsed)),"operations":\#(operations),"#
            + #""perSecond":\#(Int(Double(operations) / elapsed)),"operationsPerCommit":\#(perCommit)}"#
    )
}

let update: @Sendable ([UInt8]) async throws -> Void = { key in
    let generation = try await database.write { connection in
        try connection.row(
            """
            UPDATE sessions SET generation = generation + 1, rotated_at = \(1_700_000_000_000), last_address = \("192.0.2.7")
            WHERE id = \(key) RETURNING generation, account
            """
        )?.integer("generation")
    }
    guard generation != nil else { throw PersistenceError(.corrupt, message: "a row is missing") }
}
let read: @Sendable ([UInt8]) async throws -> Void = { key in
    let row = try await database.read { connection in
        try connection.row(
            "SELECT id, account, generation, rotated_at, last_address FROM sessions WHERE id = \(key)"
        )
    }
    guard row != nil else { throw PersistenceError(.corrupt, message: "a row is missing") }
}

for tasks in [1, 16, 64] {
    try await measure("update", tasks: tasks, update)
}
for tasks in [1, 16] {
    try await measure("read", tasks: tasks, read)
}
try await database.close()
try FileManager.default.removeItem(atPath: path)
