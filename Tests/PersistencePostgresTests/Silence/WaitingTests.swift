import NIOCore
import Persistence
import TestSupport
import Testing

@testable import PersistencePostgres

/// A database that says nothing at all, while many ask.
@Suite(.timeLimit(.minutes(1))) struct `The bound on the wait for a silent PostgreSQL` {
    private static let statement = Duration.milliseconds(300)
    private static let options: PostgresOptions = {
        var options = PostgresOptions(connectionCount: 2, statementTimeout: statement, patience: .milliseconds(200))
        options.answerGrace = .milliseconds(100)
        return options
    }()
    /// What a machine takes that is busy with other tests.
    private static let slack = Duration.milliseconds(1500)

    @Test func `holds for each of many that wait for a turn, for reads and for every kind of write`() async throws {
        try await Self.withSilence { database, relay in
            let found = await withTaskGroup(of: (Duration, PersistenceError?).self) { group in
                for number in 0..<120 {
                    group.addTask { await Self.timed { try await Self.ask(database, number) } }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for (time, error) in found {
                #expect(error?.code == .unavailable || error?.code == .busy, "\(error as Any)")
                #expect(error?.isOutcomeUnknown == false, "nothing was asked to be kept")
                #expect(time < Self.options.longestWait + Self.slack)
            }
            #expect(found.contains { $0.1 == .turnDidNotCome })
            // The threads end with the requests that they waited for.
            #expect(database.statistics.waiting == 0)
            relay.set(.fair)
            let (time, error) = await Self.timed { try await Self.ask(database, 0) }
            #expect(error == nil && time < Self.slack)
        }
    }

    @Test func `holds for all that one request asks together`() async throws {
        try await Self.withSilence { database, _ in
            let (time, _) = await Self.timed {
                await DatabaseWait.$current.withValue(DatabaseWait()) {
                    for number in 0..<8 { _ = await Self.timed { try await Self.ask(database, number) } }
                }
            }
            // Each alone would wait for half a second.
            #expect(time < Self.options.longestWait + Self.slack)
            #expect(time < Self.statement * 8)
        }
    }

    @Test func `ends a new connection that gets no answer`() async throws {
        let server = try await ScriptedServer.start(seed: 1)
        server.mend()
        let relay = try await FaultyLink.to(.init(ipAddress: "127.0.0.1", port: server.port))
        relay.set(.stopping(after: 100))
        let address = try PostgresAddress("postgresql://ada@127.0.0.1:\(relay.port)/tessera?sslmode=disable")
        let (time, error) = await Self.timed { _ = try await PostgresDatabase(address, options: Self.options) }
        #expect(error?.code == .unavailable)
        #expect(time < Self.options.longestWait + Self.slack)
        try await relay.close()
        try await server.close()
    }

    private static func ask(_ database: PostgresDatabase, _ number: Int) async throws {
        let statement: SQL = "SELECT id, name FROM people WHERE id = \(number)"
        switch number % 4 {
        case 0: _ = try await database.read { try $0.row(statement) }
        case 1: _ = try await database.write(isolation: .serializable) { try $0.row(statement) }
        case 2: _ = try await database.write(isolation: .readCommitted) { try $0.row(statement) }
        default: _ = try await database.write(isolation: .grouped) { try $0.row(statement) }
        }
    }

    private static func timed(_ work: () async throws -> Void) async -> (Duration, PersistenceError?) {
        let began = ContinuousClock.now
        do {
            try await work()
            return (ContinuousClock.now - began, nil)
        } catch {
            return (ContinuousClock.now - began, error as? PersistenceError)
        }
    }

    /// A database with open connections, behind a middleman that has stopped.
    private static func withSilence(_ body: (PostgresDatabase, FaultyLink) async throws -> Void) async throws {
        let server = try await ScriptedServer.start(seed: 1)
        server.mend()
        let relay = try await FaultyLink.to(.init(ipAddress: "127.0.0.1", port: server.port))
        let address = try PostgresAddress("postgresql://ada@127.0.0.1:\(relay.port)/tessera?sslmode=disable")
        let database = try await PostgresDatabase(address, options: options)
        for number in 0..<8 { try await ask(database, number) }
        relay.set(.stopping(after: 0))
        try await body(database, relay)
        relay.set(.fair)
        try await database.close()
        try await relay.close()
        try await server.close()
    }
}
