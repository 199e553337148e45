// A refresh without HTTP (the rules, the group commit, the signature) against a bare durable UPDATE of one row by the same
// group commit. And it makes a database full of sessions, with their refresh tokens, for the measurement through HTTP.
//
// refresh-bench seed DATABASE MASTER-SECRET-FILE ISSUER SESSIONS TOKEN-FILE
// refresh-bench measure DIRECTORY SESSIONS [POSTGRESQL-URI CONNECTIONS]
//     with a URI the tables lie there, and only the master secret in the directory;
//     then reads commands from standard input, `update TASKS SECONDS` or `refresh TASKS SECONDS`, and answers each with a
//     line {"operations":28000,"seconds":3.001,"operationsPerCommit":14.2}

import BareMalloc
import Foundation

@main
struct RefreshBench {
    static func main() async throws {
        // As the server does, for both sides.
        mallopt(M_TRIM_THRESHOLD, 1 << 20)
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("seed", 6):
            try await Seed(database: arguments[1], secretFile: arguments[2], issuer: arguments[3])
                .run(sessions: count(arguments[4]), tokenFile: arguments[5])
        case ("measure", 3), ("measure", 5):
            let sessions = try count(arguments[2])
            let place = arguments.count == 5 ? arguments[3] : arguments[1]
            let connections = arguments.count == 5 ? try count(arguments[4]) : 1
            let updates = try await BareUpdates(
                .open(place, file: "updates.sqlite", connections: connections),
                rows: sessions
            )
            let refreshes = try await Refreshes(
                .open(place, file: "refreshes.sqlite", connections: connections),
                secretFile: arguments[1] + "/refreshes.secret",
                sessions: sessions
            )
            print("ready")
            fflush(nil)
            while let line = readLine() {
                print(try await answer(to: line, updates: updates, refreshes: refreshes))
                fflush(nil)
            }
            try await updates.close()
            try await refreshes.close()
        default:
            throw BenchmarkFailure(
                "usage: refresh-bench seed DATABASE SECRET-FILE ISSUER SESSIONS TOKEN-FILE | measure DIRECTORY SESSIONS"
            )
        }
    }

    private static func answer(to line: String, updates: BareUpdates, refreshes: Refreshes) async throws -> String {
        let words = line.split(separator: " ")
        guard words.count == 3, let tasks = Int(words[1]), tasks > 0, let seconds = Double(words[2]), seconds > 0 else {
            throw BenchmarkFailure("not a command: \(line)")
        }
        let rate =
            switch words[0] {
            case "update": try await updates.rate(tasks: tasks, seconds: seconds)
            case "refresh": try await refreshes.rate(tasks: tasks, seconds: seconds)
            default: throw BenchmarkFailure("not a command: \(line)")
            }
        return rate.json
    }

    private static func count(_ text: String) throws -> Int {
        guard let count = Int(text), count > 0 else { throw BenchmarkFailure("not a number above zero: \(text)") }
        return count
    }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
