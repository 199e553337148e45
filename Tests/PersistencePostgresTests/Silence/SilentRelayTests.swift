import Foundation
import NIOCore
import Persistence
import Synchronization
import TestSupport
import Testing

@testable import PersistencePostgres

/// A real PostgreSQL behind a middleman that stops in the middle of a byte stream and goes on later.
@Suite(
    .enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)),
    .timeLimit(.minutes(3))
)
struct `PostgreSQL behind a middleman that stops` {
    private struct Found: Sendable {
        var answers = 0
        var failures: [String: Int] = [:]
        var faults: [String] = []
        /// Numbers that were to be written: whether they must be there; nil where that is not known.
        var writes: [Int64: Bool?] = [:]
        var longest = Duration.zero
    }

    private final class Record: Sendable {
        private let state = Mutex(Found())
        private let end = Atomic(false)

        /// Whether nothing more is asked.
        var isOver: Bool { end.load(ordering: .relaxed) }

        func finish() { end.store(true, ordering: .relaxed) }

        var found: Found { state.withLock { $0 } }

        func note(_ change: (inout Found) -> Void) {
            state.withLock { change(&$0) }
        }
    }

    private static let silences = 25
    private static let people: Int64 = 50

    @Test
    func `gives several people who read and write at once their own rows, and tells the truth about their writes`()
        async throws
    {
        try await PostgresForTests.withDatabase { database in
            try await Self.fill(database)
            let relay = try await FaultyLink.to(Self.address())
            var options = PostgresOptions(
                connectionCount: 4,
                statementTimeout: .milliseconds(200),
                patience: .milliseconds(200)
            )
            options.answerGrace = .milliseconds(50)
            let behind = try await PostgresDatabase(Self.address(through: relay, database.address), options: options)
            let record = Record()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for asker in 0..<8 {
                    group.addTask {
                        var chance = Chance(seed: UInt64(asker))
                        var number = Int64(asker) << 32
                        while !record.isOver {
                            number += 1
                            await Self.ask(behind, number, &chance, record)
                        }
                    }
                }
                var chance = Chance(seed: 7)
                for _ in 0..<Self.silences {
                    relay.set(.stopping(after: .random(in: 0..<6000, using: &chance)))
                    try await Task.sleep(for: .milliseconds(.random(in: 20...900, using: &chance)))
                    relay.set(.fair)
                    try await Task.sleep(for: .milliseconds(.random(in: 5...200, using: &chance)))
                }
                record.finish()
                try await group.waitForAll()
            }
            try await behind.close()
            try await relay.close()
            let found = record.found
            #expect(found.faults == [])
            let kept = try await database.read { connection in
                try Set(connection.rows("SELECT id FROM writes").map { try $0.integer("id") })
            }
            for case (let number, let isKept?) in found.writes { #expect(kept.contains(number) == isKept, "\(number)") }
            print("\(Self.silences) silences: \(found.answers) answers, \(found.failures), longest \(found.longest)")
            #expect(found.answers > 100 && found.failures.values.reduce(0, +) > 10)
            #expect(found.longest < options.longestWait + .seconds(2))
        }
    }

    private static func ask(
        _ database: PostgresDatabase,
        _ number: Int64,
        _ chance: inout Chance,
        _ record: Record
    ) async {
        let began = ContinuousClock.now
        let kind = Int.random(in: 0..<6, using: &chance)
        let person = number % people
        var isKept: Bool? = false
        var (failure, fault): (String?, String?)
        do {
            switch kind {
            case 0, 1, 2:
                let row = try await database.read { try $0.row("SELECT id, name FROM people WHERE id = \(person)") }
                if try row?.integer("id") != person || row?.text("name") != "name-\(person)" {
                    fault = "\(person): \(row as Any)"
                }
            case 3:
                let row = try await database.read { connection in
                    _ = try connection.row("SELECT id, name FROM people WHERE id = \(person)")?.text("name")
                    return try connection.row("SELECT ended_at, id FROM sessions WHERE id = \(person)")
                }
                if try row?.integer("ended_at") != person * 1000 { fault = "\(person): \(row as Any)" }
            default:
                let isolation: Isolation = kind == 4 ? .readCommitted : .grouped
                try await database.write(isolation: isolation) { connection in
                    _ = try connection.row("SELECT id, name FROM people WHERE id = \(person)")?.text("name")
                    try connection.execute("INSERT INTO writes (id) VALUES (\(number))")
                }
            }
            isKept = true
        } catch let error as PersistenceError {
            if error.isOutcomeUnknown { isKept = nil }
            failure = "\(error.code)\(error.isOutcomeUnknown ? ", outcome unknown" : "")"
            if error.code != .unavailable, error.code != .busy { fault = "\(number): \(error)" }
        } catch {
            fault = "\(number): \(error)"
        }
        let time = ContinuousClock.now - began
        record.note { found in
            if let failure { found.failures[failure, default: 0] += 1 } else { found.answers += 1 }
            if let fault { found.faults.append(fault) }
            if kind > 3 { found.writes[number] = .some(isKept) }
            found.longest = max(found.longest, time)
        }
    }

    private static func fill(_ database: PostgresDatabase) async throws {
        try await database.write { connection in
            try connection.execute("CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT NOT NULL)")
            try connection.execute("CREATE TABLE sessions (id BIGINT PRIMARY KEY, ended_at BIGINT)")
            try connection.execute("CREATE TABLE writes (id BIGINT PRIMARY KEY)")
            for id in 0..<people {
                try connection.execute("INSERT INTO people (id, name) VALUES (\(id), \("name-\(id)"))")
                try connection.execute("INSERT INTO sessions (id, ended_at) VALUES (\(id), \(id * 1000))")
            }
        }
    }

    /// Where the server of the tests is.
    private static func address() throws -> SocketAddress {
        let parameters = try PostgresAddress(#require(PostgresForTests.url)).parameters
        let port = parameters["port"].flatMap { Int($0) } ?? 5432
        let host = parameters["host"] ?? "127.0.0.1"
        guard host.hasPrefix("/") else { return try .makeAddressResolvingHost(host, port: port) }
        return try SocketAddress(unixDomainSocketPath: "\(host)/.s.PGSQL.\(port)")
    }

    /// The address of a test's schema, through the middleman.
    private static func address(through relay: FaultyLink, _ address: PostgresAddress) throws -> PostgresAddress {
        let own = address.parameters
        let options = (own["options"] ?? "").replacingOccurrences(of: "=", with: "%3D")
        let (user, name) = (own["user"] ?? "tessera", own["dbname"] ?? "tessera")
        return try PostgresAddress(
            "postgresql://\(user)@127.0.0.1:\(relay.port)/\(name)?sslmode=disable&options=\(options)"
        )
    }
}
