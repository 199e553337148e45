import Foundation
import Identity
import Logging
import PersistenceSQLite

/// Sessions that are refreshed by their newest refresh token, by the same calls that the endpoint makes.
final class Refreshes {
    private let database: SQLiteDatabase
    private let identity: IdentitySystem
    private var tokens: [String]

    init(directory: String, sessions: Int) async throws {
        database = try SQLiteDatabase(path: directory + "/refreshes.sqlite")
        identity = try await IdentitySystem.forBenchmark(
            database: database,
            secretFile: directory + "/refreshes.secret",
            issuer: "http://localhost:8080"
        )
        tokens = try await identity.beginSessions(sessions)
    }

    func rate(tasks: Int, seconds: Double) async throws -> Rate {
        let identity = identity
        let (rate, after) = try await measure(tokens, tasks: tasks, seconds: seconds, database: database) { token in
            guard case .rotated(let issued) = try await identity.sessions.refresh(token, attempt: nil, from: .benchmark)
            else {
                throw BenchmarkFailure("a refresh was refused")
            }
            return issued.refreshToken
        }
        tokens = after
        return rate
    }

    func close() async throws {
        await identity.shutdown()
        try await database.close()
    }
}
