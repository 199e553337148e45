import Foundation
import Identity
import Logging
import Persistence

/// Sessions that are refreshed by their newest refresh token, by the same calls that the endpoint makes.
final class Refreshes {
    private let database: BenchmarkDatabase
    private let identity: IdentitySystem
    private var tokens: [String]

    init(_ database: BenchmarkDatabase, secretFile: String, sessions: Int) async throws {
        self.database = database
        identity = try await IdentitySystem.forBenchmark(
            database: database.database,
            secretFile: secretFile,
            issuer: "http://localhost:8080"
        )
        tokens = try await identity.beginSessions(sessions, named: "refresher")
    }

    func rate(tasks: Int, seconds: Double) async throws -> Rate {
        let identity = identity
        let (rate, after) = try await measure(tokens, tasks: tasks, seconds: seconds, commits: database.commits) {
            token in
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
        try await database.database.close()
    }
}
