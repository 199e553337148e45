import Identity
import Logging
import Persistence
import PersistencePostgres
import Synchronization
import TesseraTesting
import TestSupport
import Testing

@Suite(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
struct `The sweeps on PostgreSQL` {
    @Test func `remove what is due of each kind, once, whichever of two nodes does it, and leave what lives`()
        async throws
    {
        try await PostgresForTests.withDatabase { database in
            let clock = ManualClock()
            let nodes = [try await node(database, clock), try await node(database, clock)]
            let account = try await nodes[0].accounts.register(
                Registration(userName: "ada", email: nil, password: "correct horse battery staple"),
                from: RequestSource(address: "192.0.2.1", userAgent: nil)
            )
            try await fill(database, account.id, at: clock.moment)
            clock.advance(by: .seconds(401 * 86_400))
            for _ in 0..<3 {
                // Without a lease both believe that it is theirs.
                try await database.write { _ = try $0.execute("DELETE FROM leases") }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for node in nodes { group.addTask { try await node.maintain() } }
                    try await group.waitForAll()
                }
            }
            func swept(_ kind: SweepKind) -> Int { nodes.reduce(0) { $0 + ($1.sweeps[kind]?.rows ?? 0) } }
            #expect(swept(.expiredSessions) == 300)
            #expect(swept(.endedSessions) == 600)
            // Those of today: the registration, and a new signing key.
            #expect(swept(.throttles) >= 300)
            #expect(swept(.familiarAddresses) == 300)
            #expect(swept(.goneVerifiers) == 1)
            #expect(swept(.silentVerifiers) == 1)
            #expect(swept(.setupTokens) == 1)
            #expect(swept(.auditEvents) >= 300)
            for kind in SweepKind.allCases {
                #expect(nodes.allSatisfy { ($0.sweeps[kind]?.failures ?? 0) == 0 }, "\(kind)")
            }
            let living = try await database.read { try $0.row("SELECT COUNT(*) AS n FROM sessions")?.integer("n") }
            #expect(living == 1)
            for node in nodes { await node.shutdown() }
        }
    }

    @Test func `remove no event above the floor, which never falls`() async throws {
        try await PostgresForTests.withDatabase { database in
            let clock = ManualClock()
            let node = try await node(database, clock)
            try await database.write { connection in
                try connection.execute("UPDATE audit_floor SET removable_before = \(clock.moment.milliseconds)")
            }
            let statements: [SQL] = [
                "DELETE FROM audit_events", "UPDATE audit_events SET actor = 'nobody'", "TRUNCATE audit_events",
                "UPDATE audit_floor SET removable_before = removable_before - 1", "DELETE FROM audit_floor",
                "TRUNCATE audit_floor",
            ]
            for statement in statements {
                do {
                    try await database.write { _ = try $0.execute(statement) }
                    Issue.record("done: \(statement)")
                } catch let error as PersistenceError {
                    #expect(error.code == .appendOnly, "\(error)")
                }
            }
            await node.shutdown()
        }
    }

    @Test func `read through no table that grows`() async throws {
        try await PostgresForTests.withDatabase { database in
            let clock = ManualClock()
            let plans = Mutex<[String: String]>([:])
            let base = try await node(database, clock)
            let account = try await base.accounts.register(
                Registration(userName: "ada", email: nil, password: "correct horse battery staple"),
                from: RequestSource(address: "192.0.2.1", userAgent: nil)
            )
            try await fill(database, account.id, at: clock.moment)
            try await database.write { _ = try $0.execute("ANALYZE") }
            clock.advance(by: .seconds(401 * 86_400))
            let watched = PlannedDatabase(base: database) { text, plan in plans.withLock { $0[text] = plan } }
            let node = try await node(watched, clock)
            plans.withLock { $0 = [:] }
            for _ in 0..<3 { try await node.maintain() }
            let found = plans.withLock { $0 }
            #expect(found.keys.contains { $0.hasPrefix("DELETE FROM sessions") })
            for (text, plan) in found {
                for table in ["sessions", "audit_events", "sign_in_throttles", "familiar_addresses"] {
                    #expect(!plan.contains("Seq Scan on \(table)"), "\(text)\n\(plan)")
                }
            }
            await node.shutdown()
            await base.shutdown()
        }
    }

    private func node(_ database: any Database, _ clock: ManualClock) async throws -> IdentitySystem {
        var configuration = try IdentityConfiguration(issuer: "https://id.example.com")
        configuration.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
        return try await IdentitySystem(
            database: database,
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: configuration,
            time: TimeSource { clock.moment },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// 300 sessions that run out, 300 that were ended, one that lives for years, and due rows of other kinds.
    private func fill(_ database: any Database, _ account: AccountID, at now: Timestamp) async throws {
        let (now, soon, years) = (
            now.milliseconds, (now + .seconds(60)).milliseconds, (now + .seconds(999 * 86_400)).milliseconds
        )
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO sessions (
                    id, account_id, client_id, transport, scope, methods, generation, created_at, authenticated_at, last_seen_at,
                    idle_expires_at, expires_at, created_address, last_address, status_position, ended_at, end_cause
                )
                SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), \(account), 'first-party', 'body', 'account', 'pwd', 0, \(now),
                    \(now), \(now), CASE WHEN n = 601 THEN \(years) ELSE \(soon) END, \(years), '192.0.2.1', '192.0.2.1', n,
                    CASE WHEN n <= 300 THEN \(now) END, CASE WHEN n <= 300 THEN 'signed_out' END
                FROM generate_series(1, 601) AS numbers (n)
                """
            )
            try connection.execute("UPDATE status_state SET next_position = 602")
            try connection.execute(
                """
                INSERT INTO sign_in_throttles
                SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), \(now) FROM generate_series(1, 300) AS numbers (n)
                """
            )
            try connection.execute(
                """
                INSERT INTO familiar_addresses
                SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), decode('00', 'hex'), \(now)
                FROM generate_series(1, 300) AS numbers (n)
                """
            )
            try connection.execute(
                """
                INSERT INTO audit_events (at, kind, actor, address)
                SELECT \(now), 'sign_in.failed', 'system', '' FROM generate_series(1, 300) AS numbers (n)
                """
            )
            try connection.execute("INSERT INTO setup_tokens VALUES (decode('00', 'hex'), \(now))")
            try connection.execute(
                """
                INSERT INTO verifiers (stream_hash, server_id, address, known_since, connected_at)
                VALUES (decode('00', 'hex'), decode('00', 'hex'), '192.0.2.1', \(now), \(now))
                """
            )
        }
    }
}

/// A database that tells how it does each statement.
private final class PlannedDatabase: Database {
    typealias Tell = @Sendable (_ statement: String, _ plan: String) -> Void

    private let base: PostgresDatabase
    private let tell: Tell

    init(base: PostgresDatabase, tell: @escaping Tell) {
        self.base = base
        self.tell = tell
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await base.read { [tell] in try body(PlannedConnection(base: $0, tell: tell)) }
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await base.write(isolation: isolation) { [tell] in try body(PlannedConnection(base: $0, tell: tell)) }
    }

    func close() async throws {}
}

private struct PlannedConnection: Transaction {
    let base: any Transaction
    let tell: PlannedDatabase.Tell

    var dialect: Dialect { base.dialect }

    func execute(_ sql: SQL) throws -> Int {
        try plan(sql)
        return try base.execute(sql)
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try plan(sql)
        return try base.rows(sql)
    }

    private func plan(_ sql: SQL) throws {
        let text = try sql.rendered(in: .postgreSQL).text
        guard ["SELECT", "DELETE", "UPDATE"].contains(where: text.hasPrefix), !text.contains("pg_") else { return }
        // Tables of a test are small: a plan that could use an index must say so.
        try base.execute("SET LOCAL enable_seqscan = off")
        let lines = try base.rows("EXPLAIN " + sql).map { try $0.text("QUERY PLAN") }
        try base.execute("SET LOCAL enable_seqscan = on")
        tell(text, lines.joined(separator: "\n"))
    }
}
