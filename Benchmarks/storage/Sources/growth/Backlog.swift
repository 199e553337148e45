import Foundation
import Identity
import Persistence
import PersistenceSQLite

/// Sweeps beside writes, on a database in which nine sessions of ten have to go.
struct Backlog {
    let path: String
    let sessions: Int
    let seconds: Int

    func run() async throws {
        let database = try SQLiteDatabase(path: path)
        let identity = try await IdentitySystem.forBenchmark(database: database)
        let account = try await identity.accounts.register(
            Registration(userName: "ada", email: nil, password: "a long password for the benchmark"),
            from: RequestSource(address: "127.0.0.1", userAgent: nil)
        ).id
        try await fill(database, account)
        try await identity.status.catchUp()
        let full = size(of: path)

        let writes = RefreshLikeWrites(database: database, sessions: sessions)
        let alone = try await writes.run(for: .seconds(seconds))
        print(alone.json("alone"))

        let start = ContinuousClock.now
        async let sweeping: Void = sweep(identity, until: start + .seconds(1200))
        let beside = try await writes.run(for: .seconds(seconds))
        print(beside.json("beside the sweeps"))
        try await sweeping
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        for (kind, found) in identity.sweeps.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where found.batches > 0 {
            printJSON([
                "kind": kind.rawValue, "rows": found.rows, "batches": found.batches,
                "longestHoldMilliseconds": String(format: "%.1f", found.longestHold / .milliseconds(1)),
                "longestWorkMilliseconds": String(format: "%.1f", found.longestWork / .milliseconds(1)),
                "batchesOver20Milliseconds": found.longBatches,
            ])
        }
        let left = try await database.read { try $0.row("SELECT COUNT(*) AS n FROM sessions")?.integer("n") ?? 0 }
        await identity.shutdown()
        try await database.close()
        printJSON([
            "sessionsBefore": sessions, "sessionsAfter": left, "secondsToSweep": Int(elapsed), "bytesBefore": full,
            "bytesAfter": size(of: path),
        ])
    }

    /// Round after round without a pause, until a round finds nothing.
    private func sweep(_ identity: IdentitySystem, until end: ContinuousClock.Instant) async throws {
        var (swept, quiet) = (0, 0)
        while quiet < 2 + sessions / 50_000 / 10, ContinuousClock.now < end {
            try await identity.maintain()
            let now = identity.sweeps.values.reduce(0) { $0 + $1.rows }
            quiet = now == swept ? quiet + 1 : 0
            swept = now
        }
    }

    private func fill(_ database: SQLiteDatabase, _ account: AccountID) async throws {
        let now = TimeSource.system.now().milliseconds
        let day: Int64 = 86_400_000
        let step = 20_000
        for first in stride(from: 0, to: sessions, by: step) {
            let last = min(first + step, sessions) - 1
            let numbers: SQL = """
                WITH RECURSIVE numbers (n) AS (SELECT \(first) UNION ALL SELECT n + 1 FROM numbers WHERE n < \(last))
                """
            try await database.write { connection in
                // One in ten lives, but that one in two hundred has run out unseen. The ends lie scattered over the identifiers.
                try connection.execute(
                    """
                    \(numbers)
                    INSERT INTO sessions (
                        id, account_id, client_id, transport, scope, methods, generation, attempts, rotated_at, created_at,
                        authenticated_at, last_seen_at, idle_expires_at, expires_at, created_address, created_user_agent,
                        last_address, last_user_agent, status_position, ended_at, end_cause
                    )
                    SELECT CAST(printf('%016d', n) AS BLOB), \(account), 'first-party', 'body', 'account', 'pwd', 12,
                        zeroblob(128), \(now), \(now), \(now), \(now),
                        CASE WHEN n % 200 = 0 THEN \(now - day) ELSE \(now + 14 * day) END, \(now + 90 * day), '192.0.2.1',
                        'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '192.0.2.1',
                        'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
                        CASE WHEN n % 10 = 0 THEN n END,
                        CASE WHEN n % 10 <> 0 THEN \(now - 31 * day) - (n * 7919 % 1000003) END,
                        CASE WHEN n % 10 <> 0 THEN 'signed_out' END FROM numbers
                    """
                )
                try connection.execute(
                    """
                    \(numbers)
                    INSERT INTO audit_events (at, kind, actor, account_id, session_id, address, user_agent)
                    SELECT \(now - 401 * day) + n, 'sign_in.succeeded', 'system', \(account), randomblob(16), '192.0.2.1',
                        'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' FROM numbers
                    """
                )
                try connection.execute(
                    "\(numbers) INSERT INTO sign_in_throttles SELECT randomblob(16), \(now - 1) FROM numbers WHERE n % 10 = 0"
                )
                try connection.execute(
                    """
                    \(numbers) INSERT INTO familiar_addresses
                    SELECT randomblob(16), randomblob(16), \(now - 400 * day) FROM numbers WHERE n % 10 = 0
                    """
                )
                try connection.execute(
                    """
                    \(numbers) INSERT INTO revocations (sequence, position, revoked_at)
                    SELECT n / 10 + 1, n + 1, \(now - 2 * day) FROM numbers WHERE n % 10 = 0
                    """
                )
            }
        }
        let (sessions, revoked) = (sessions, (sessions + 9) / 10)
        try await database.write {
            _ = try $0.execute("UPDATE status_state SET next_position = \(sessions), last_sequence = \(revoked)")
        }
    }
}

/// Durable updates of single living sessions, so many a second.
struct RefreshLikeWrites: Sendable {
    struct Outcome {
        let milliseconds: [Double]
        let seconds: Double

        func json(_ name: String) -> String {
            let sorted = milliseconds.sorted()
            func at(_ part: Double) -> String { String(format: "%.2f", sorted[Int(Double(sorted.count - 1) * part)]) }
            return
                #"{"writes":"\#(name)","count":\#(sorted.count),"perSecond":\#(Int(Double(sorted.count) / seconds)),"#
                + #""milliseconds50":\#(at(0.5)),"milliseconds99":\#(at(0.99)),"millisecondsMost":\#(at(1))}"#
        }
    }

    static let tasks = 8
    static let period = Duration.milliseconds(20)

    let database: SQLiteDatabase
    let sessions: Int

    func run(for length: Duration) async throws -> Outcome {
        let start = ContinuousClock.now
        let end = start + length
        let found = try await withThrowingTaskGroup(of: [Double].self) { group in
            for task in 0..<Self.tasks {
                group.addTask { try await writes(task, start: start, end: end) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return Outcome(milliseconds: found, seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    private func writes(
        _ task: Int,
        start: ContinuousClock.Instant,
        end: ContinuousClock.Instant
    ) async throws -> [Double] {
        var found: [Double] = []
        var due = start + Self.period * task / Self.tasks
        while due < end {
            try await Task.sleep(until: due, clock: .continuous)
            let living = Int.random(in: 0..<sessions / 10) * 10
            guard living % 200 != 0 else { continue }
            let digits = String(living)
            let id = Array((String(repeating: "0", count: 16 - digits.count) + digits).utf8)
            let now = TimeSource.system.now().milliseconds
            let began = ContinuousClock.now
            let row = try await database.write { connection in
                try connection.row(
                    """
                    UPDATE sessions SET generation = generation + 1, rotated_at = \(now), last_seen_at = \(now),
                        idle_expires_at = \(now + 14 * 86_400_000)
                    WHERE id = \(id) AND ended_at IS NULL RETURNING generation
                    """
                )
            }
            guard row != nil else { throw BenchmarkFailure(description: "a living session has gone") }
            found.append((ContinuousClock.now - began) / .milliseconds(1))
            due = max(due + Self.period, .now - Self.period)
        }
        return found
    }
}
