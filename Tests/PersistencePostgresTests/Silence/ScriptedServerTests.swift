import Persistence
import Synchronization
import Testing

@testable import PersistencePostgres

/// People ask a server whose network stops hundreds of times: before, within and after an answer, in one direction or both.
@Suite(.timeLimit(.minutes(2))) struct `A server whose network stops` {
    /// What came of everything that was asked.
    private struct Outcomes: Sendable {
        var answers = 0
        var failures: [String: Int] = [:]
        var faults: [String] = []
        /// What is known of each number that was to be written.
        var writes: [Int64: Write] = [:]
        var longest = Duration.zero

        enum Write { case kept, refused, unknown }
    }

    /// The outcomes of all who ask.
    private final class Record: Sendable {
        private let state = Mutex(Outcomes())

        var outcomes: Outcomes { state.withLock { $0 } }

        func note(_ change: (inout Outcomes) -> Void) {
            state.withLock { change(&$0) }
        }
    }

    private static let cuts = 200
    private static let askers = 10

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `gives each request its own rows or none, and what is said of a write is true`(seed: UInt64) async throws {
        let server = try await ScriptedServer.start(seed: seed)
        var options = PostgresOptions(
            connectionCount: 4,
            statementTimeout: .milliseconds(40),
            patience: .milliseconds(100)
        )
        options.answerGrace = .milliseconds(20)
        let database = try await Self.open(server, options)
        let record = Record()
        let end = ContinuousClock.now + .seconds(60)
        await withTaskGroup(of: Void.self) { group in
            for asker in 0..<Self.askers {
                group.addTask {
                    var chance = Chance(seed: seed &+ UInt64(asker) << 32)
                    var number = Int64(asker) << 32
                    while server.cuts.values.reduce(0, +) < Self.cuts, ContinuousClock.now < end {
                        number += 1
                        await Self.ask(database, number, &chance, record)
                    }
                }
            }
        }
        server.mend()
        try await database.close()
        // What was held up has arrived: the longest silence is 0.3 s.
        try await Task.sleep(for: .milliseconds(400))
        try await server.close()
        let (found, committed) = (record.outcomes, server.committed)
        #expect(found.faults == [])
        for (number, write) in found.writes {
            let times = committed[number] ?? 0
            switch write {
            case .kept: #expect(times == 1, "\(number)")
            case .refused: #expect(times == 0, "\(number)")
            case .unknown: #expect(times <= 1, "\(number)")
            }
        }
        print("seed \(seed): \(server.cuts), \(found.answers) answers, \(found.failures), longest \(found.longest)")
        #expect(server.cuts.values.reduce(0, +) >= Self.cuts && server.cuts.count == Cut.Kind.allCases.count)
        #expect(found.answers > Self.cuts && found.failures.values.reduce(0, +) > Self.cuts / 10)
        #expect(found.writes.values.contains(.unknown))
        // The machine may be busy with other tests.
        #expect(found.longest < options.longestWait + .seconds(2))
    }

    /// The first connection may be cut, too.
    private static func open(_ server: ScriptedServer, _ options: PostgresOptions) async throws -> PostgresDatabase {
        let address = try PostgresAddress(server.url)
        for _ in 0..<50 {
            if let database = try? await PostgresDatabase(address, options: options) { return database }
        }
        return try await PostgresDatabase(address, options: options)
    }

    private static func ask(
        _ database: PostgresDatabase,
        _ number: Int64,
        _ chance: inout Chance,
        _ record: Record
    ) async {
        let began = ContinuousClock.now
        let kind = Int.random(in: 0..<8, using: &chance)
        let isWrite = kind > 4
        var write = Outcomes.Write.refused
        var (failure, fault): (String?, String?)
        do {
            let found =
                switch kind {
                case 0, 1: try await database.read { try person($0, number) }
                case 2, 3: try await database.read { try session($0, number) }
                case 4: try await database.read { try person($0, number) && session($0, number) }
                default:
                    try await database.write(isolation: [.serializable, .readCommitted, .grouped][kind - 5]) {
                        try person($0, number) && change($0, number)
                    }
                }
            if !found { fault = "\(number) got another's row (\(kind))" }
            write = .kept
        } catch let error as PersistenceError {
            if error.isOutcomeUnknown { write = .unknown }
            failure = "\(error.code)\(error.isOutcomeUnknown ? ", outcome unknown" : "")"
            if error.code != .unavailable, error.code != .busy { fault = "\(number): \(error)" }
            if error.isOutcomeUnknown, !isWrite { fault = "the outcome of a read is unknown" }
        } catch {
            fault = "\(number): \(error)"
        }
        let time = ContinuousClock.now - began
        record.note { outcomes in
            if let failure { outcomes.failures[failure, default: 0] += 1 } else { outcomes.answers += 1 }
            if let fault { outcomes.faults.append(fault) }
            if isWrite { outcomes.writes[number] = write }
            outcomes.longest = max(outcomes.longest, time)
        }
    }

    private static func person(_ connection: any Transaction, _ id: Int64) throws -> Bool {
        let row = try connection.row("SELECT id, name FROM people WHERE id = \(id)")
        return try row?.integer("id") == id && row?.text("name") == "name-\(id)"
    }

    private static func session(_ connection: any Transaction, _ id: Int64) throws -> Bool {
        let row = try connection.row("SELECT name, ended_at, id FROM sessions WHERE id = \(id)")
        return try row?.integer("ended_at") == id * 1000 && row?.integer("id") == id
            && row?.text("name") == "name-\(id)"
    }

    private static func change(_ connection: any Transaction, _ id: Int64) throws -> Bool {
        try connection.row("UPDATE people SET name = \("name") WHERE id = \(id) RETURNING id")?.integer("id") == id
    }
}
