// What the end of one session costs, from the call to the bit in memory, on the disk (SQLite, synchronous=FULL): the row, the
// position, the revocation and the audit event in one transaction, and the feed that takes it up.
//
// Usage: revocation-cost DIRECTORY SESSIONS ENDS
// DIRECTORY should lie on the disk to measure. Prints one JSON object a line, for one caller and for 16 at once:
// {"sessions":1000000,"tasks":1,"ends":500,"microsecondsMean":412,"microseconds50":398,"microseconds99":810,"processorMicroseconds":150,"perSecond":2427}

import Foundation
import Identity
import Logging
import Persistence
import PersistenceSQLite

let arguments = CommandLine.arguments
guard arguments.count == 4, let sessions = Int(arguments[2]), let ends = Int(arguments[3]), ends > 0,
    2 * ends <= sessions
else {
    FileHandle.standardError.write(
        Data("usage: revocation-cost DIRECTORY SESSIONS ENDS (twice ENDS at most SESSIONS)\n".utf8)
    )
    exit(64)
}

let path = arguments[1] + "/revocation-cost-\(UUID().uuidString).sqlite"
let database = try SQLiteDatabase(path: path)
var configuration = try IdentityConfiguration(issuer: "http://localhost:8080")
configuration.passwordHashing = try Argon2idParameters(memoryKiB: 7168, passes: 1)
let identity = try await IdentitySystem(
    database: database,
    masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
    configuration: configuration,
    logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
)
let account = try await identity.accounts.register(
    Registration(userName: "ada", email: nil, password: "a long password for the benchmark"),
    from: RequestSource(address: "127.0.0.1", userAgent: nil)
).id
let now = TimeSource.system.now().milliseconds

// A hundred thousand a transaction; their identifiers are 16 digits.
for first in stride(from: 0, to: sessions, by: 100_000) {
    let last = min(first + 100_000, sessions) - 1
    try await database.write { connection in
        try connection.execute(
            """
            WITH RECURSIVE numbers (n) AS (SELECT \(first) UNION ALL SELECT n + 1 FROM numbers WHERE n < \(last))
            INSERT INTO sessions (
                id, account_id, client_id, transport, scope, methods, generation, created_at, authenticated_at, last_seen_at,
                idle_expires_at, expires_at, created_address, last_address, status_position
            )
            SELECT CAST(printf('%016d', n) AS BLOB), \(account), 'first-party', 'body', 'account', 'pwd', 0, \(now), \(now), \(now),
                \(now + 86_400_000), \(now + 86_400_000), '127.0.0.1', '127.0.0.1', n FROM numbers
            """
        )
    }
}
try await database.write { _ = try $0.execute("UPDATE status_state SET next_position = \(sessions)") }
try await identity.status.catchUp()

/// Ends sessions that lie scattered over the table, and times each end.
func measure(tasks: Int, offset: Int) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    // Of all threads; a busy machine does not change it much.
    let processorBefore = Double(Foundation.clock())
    let durations = try await withThrowingTaskGroup(of: [Duration].self) { group in
        for task in 0..<tasks {
            group.addTask {
                var found: [Duration] = []
                for number in stride(from: task, to: ends, by: tasks) {
                    let digits = String((2 * number + offset) * (sessions / (2 * ends)))
                    let text = String(repeating: "0", count: 16 - digits.count) + digits
                    let began = clock.now
                    _ = try await identity.sessions.end(
                        SessionID(unchecked: Array(text.utf8)),
                        of: account,
                        by: .command
                    )
                    found.append(clock.now - began)
                }
                return found
            }
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
    let elapsed = (clock.now - start) / .seconds(1)
    let processor = (Double(Foundation.clock()) - processorBefore) / Double(CLOCKS_PER_SEC) * 1e6 / Double(ends)
    let sorted = durations.map { Int($0 / .microseconds(1)) }.sorted()
    let mean = sorted.reduce(0, +) / sorted.count
    print(
        #"{"sessions":\#(sessions),"tasks":\#(tasks),"ends":\#(ends),"microsecondsMean":\#(mean),"#
            + #""microseconds50":\#(sorted[sorted.count / 2]),"microseconds99":\#(sorted[sorted.count * 99 / 100]),"#
            + #""processorMicroseconds":\#(Int(processor)),"perSecond":\#(Int(Double(ends) / elapsed))}"#
    )
}

try await measure(tasks: 1, offset: 0)
try await measure(tasks: 16, offset: 1)
await identity.shutdown()
try await database.close()
for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
