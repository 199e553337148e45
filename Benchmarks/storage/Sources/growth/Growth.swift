// What it costs to keep the database as small as what is alive.
//
// growth backlog DIRECTORY SESSIONS SECONDS
//     A database with so many sessions of which nine out of ten ended long ago, with events, counters and revocations to match.
//     Writes like those of refreshes, 400 a second, for SECONDS alone, and then beside the sweeps until nothing is due any more (at
//     most 20 minutes).
// growth month DIRECTORY SIGN-INS-A-DAY DAYS
//     So many real sign-ins on each of so many virtual days; half of the sessions are signed out, the others run out. Then as many
//     days without anybody. The size of the file, day by day.
//
// DIRECTORY should lie on the disk to measure. Prints one JSON object a line.

import Foundation
import Identity
import Logging
import PersistenceSQLite

@main
struct Growth {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let count = Int(arguments[3]), let length = Int(arguments[4]), count > 0, length > 0
        else { throw BenchmarkFailure.usage }
        let path = arguments[2] + "/growth-\(UUID().uuidString).sqlite"
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        switch arguments[1] {
        case "backlog": try await Backlog(path: path, sessions: count, seconds: length).run()
        case "month": try await Month(path: path, signInsPerDay: count, days: length).run()
        default: throw BenchmarkFailure.usage
        }
    }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    static let usage = BenchmarkFailure(
        description: "usage: growth backlog DIRECTORY SESSIONS SECONDS | month DIRECTORY SIGN-INS-A-DAY DAYS"
    )
}

extension IdentitySystem {
    /// The rules with cheap password hashes, no throttle, and what `configure` changes.
    static func forBenchmark(
        database: SQLiteDatabase,
        time: TimeSource = .system,
        _ configure: (inout IdentityConfiguration) -> Void = { _ in }
    ) async throws -> IdentitySystem {
        var configuration = try IdentityConfiguration(issuer: "http://localhost:8080")
        configuration.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
        let free = ThrottleRule(burst: 1_000_000, every: .seconds(1))
        configuration.signInThrottle = SignInThrottleConfiguration(
            address: free,
            identifierAndAddress: free,
            identifier: free,
            registration: free
        )
        configure(&configuration)
        return try await IdentitySystem(
            database: database,
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: configuration,
            time: time,
            logger: Logger(label: "growth") { StreamLogHandler.standardError(label: $0) }
        )
    }
}

/// Prints an object as one line, its members in this order.
func printJSON(_ members: KeyValuePairs<String, any CustomStringConvertible>) {
    let text = members.map { name, value in
        let value = value is String ? "\"\(value)\"" : "\(value)"
        return "\"\(name)\":\(value)"
    }
    print("{\(text.joined(separator: ","))}")
    fflush(nil)
}

/// The size of a file in bytes; 0 when there is none.
func size(of path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
}
