import Foundation
import Identity
import Persistence
import PersistenceSQLite
import Synchronization

/// People who come and go, over virtual days.
struct Month {
    private static let password = "a long password for the benchmark"
    private static let people = 200
    /// Rounds of maintenance in a day, each after its share of the sign-ins.
    private static let rounds = 24
    /// Sign-ins at once: few enough that nobody has to wait for a turn to be hashed.
    private static let atOnce = 4

    let path: String
    let signInsPerDay: Int
    let days: Int

    func run() async throws {
        let database = try SQLiteDatabase(path: path)
        let clock = VirtualClock()
        let identity = try await IdentitySystem.forBenchmark(database: database, time: clock.source) { configuration in
            // Short, so that a month shows them all several times.
            configuration.sessionIdleLifetime = .seconds(3 * 86_400)
            configuration.sessionAbsoluteLifetime = .seconds(6 * 86_400)
            configuration.endedSessionRetention = .seconds(4 * 86_400)
            configuration.auditRetention = .seconds(10 * 86_400)
        }
        for person in 0..<Self.people {
            _ = try await identity.accounts.register(
                Registration(userName: "user\(person)", email: nil, password: Self.password),
                from: RequestSource(address: "192.0.2.1", userAgent: nil)
            )
        }
        var living: [String] = []
        for day in 1...2 * days {
            for _ in 0..<Self.rounds {
                if day <= days {
                    living += try await signIn(identity, signInsPerDay / Self.rounds)
                    let leaving = living.prefix(max(0, living.count - signInsPerDay / 2))
                    living.removeFirst(leaving.count)
                    for (index, token) in leaving.enumerated() where index % 2 == 0 {
                        _ = try await identity.sessions.signOut(refreshToken: token, from: source())
                    }
                }
                clock.advance(by: .seconds(86_400 / Self.rounds))
                try await identity.maintain()
            }
            try await report(day, database)
        }
        await identity.shutdown()
        try await database.close()
    }

    private func report(_ day: Int, _ database: SQLiteDatabase) async throws {
        let found = try await database.read { connection in
            try (
                connection.row("PRAGMA page_count")?.integer("page_count") ?? 0,
                connection.row("PRAGMA freelist_count")?.integer("freelist_count") ?? 0,
                connection.row("SELECT COUNT(*) AS n FROM sessions")?.integer("n") ?? 0,
                connection.row("SELECT COUNT(*) AS n FROM sessions WHERE ended_at IS NULL")?.integer("n") ?? 0,
                connection.row("SELECT COUNT(*) AS n FROM audit_events")?.integer("n") ?? 0
            )
        }
        printJSON([
            "day": day, "signIns": day <= days ? signInsPerDay : 0, "kibibytes": found.0 * 4,
            "kibibytesFree": found.1 * 4,
            "kibibytesOfLog": size(of: path + "-wal") / 1024, "sessions": found.2, "living": found.3, "events": found.4,
        ])
    }

    private func signIn(_ identity: IdentitySystem, _ count: Int) async throws -> [String] {
        var tokens: [String] = []
        for first in stride(from: 0, to: count, by: Self.atOnce) {
            tokens += try await withThrowingTaskGroup(of: String.self) { group in
                for number in first..<min(first + Self.atOnce, count) {
                    group.addTask {
                        try await identity.signIn.withPassword(
                            identifier: "user\(number % Self.people)",
                            password: Self.password,
                            options: SignInOptions(),
                            from: source()
                        ).refreshToken
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        return tokens
    }

    private func source() -> RequestSource {
        let parts = (0..<3).map { _ in String(Int.random(in: 0...255)) }
        return RequestSource(
            address: "10.\(parts.joined(separator: "."))",
            userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        )
    }
}

/// A clock that the benchmark moves; what batches take is measured by the real one, and nobody waits between them.
final class VirtualClock: Sendable {
    private let moment = Mutex(Timestamp(seconds: 1_800_000_000))

    var source: TimeSource {
        let start = ContinuousClock.now
        return TimeSource(
            now: { self.moment.withLock { $0 } },
            uptime: { ContinuousClock.now - start },
            pause: { _ in }
        )
    }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}
