import Foundation
import Identity
import Logging
import Persistence

/// Fills a database with sessions and writes their refresh tokens into a file, one a line.
struct Seed {
    let database: String
    let secretFile: String
    let issuer: String

    func run(sessions: Int, tokenFile: String) async throws {
        let opened = try await BenchmarkDatabase.open(
            BenchmarkDatabase.isPostgres(database) ? database : (database as NSString).deletingLastPathComponent,
            file: (database as NSString).lastPathComponent,
            connections: 8
        )
        let database = opened.database
        let identity = try await IdentitySystem.forBenchmark(database: database, secretFile: secretFile, issuer: issuer)
        let tokens = try await identity.beginSessions(sessions)
        try Data((tokens.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: tokenFile))
        await identity.shutdown()
        try await database.close()
    }
}

extension RequestSource {
    static let benchmark = RequestSource(address: "127.0.0.1", userAgent: "benchmark")
}

extension IdentitySystem {
    private static let password = "a long password for the benchmark"

    /// The rules with their defaults, but for cheap password hashes (no password is checked while something is measured) and
    /// no throttle of sign-ins.
    static func forBenchmark(
        database: any Database,
        secretFile: String,
        issuer: String
    ) async throws -> IdentitySystem {
        var configuration = try IdentityConfiguration(issuer: issuer)
        configuration.passwordHashing = try Argon2idParameters(memoryKiB: 7168, passes: 1)
        let free = ThrottleRule(burst: 1_000_000, every: .seconds(1))
        configuration.signInThrottle = SignInThrottleConfiguration(
            address: free,
            identifierAndAddress: free,
            identifier: free,
            registration: free
        )
        return try await IdentitySystem(
            database: database,
            masterSecret: MasterSecret.loadOrCreate(path: secretFile),
            configuration: configuration,
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Begins sessions, 32 for each account; the accounts are named by a word and a number.
    /// - Returns: their refresh tokens.
    func beginSessions(_ count: Int, named word: String = "user") async throws -> [String] {
        var tokens: [String] = []
        var number = 0
        while tokens.count < count {
            number += 1
            let name = "\(word)\(number)"
            _ = try await accounts.register(
                Registration(userName: name, email: nil, password: Self.password),
                from: .benchmark
            )
            let missing = min(32, count - tokens.count)
            for start in stride(from: 0, to: missing, by: 4) {
                tokens += try await beginSessions(min(4, missing - start), of: name)
            }
        }
        return tokens
    }

    private func beginSessions(_ count: Int, of name: String) async throws -> [String] {
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await signIn.withPassword(
                        identifier: name,
                        password: Self.password,
                        options: SignInOptions(),
                        from: .benchmark
                    ).refreshToken
                }
            }
            var tokens: [String] = []
            for try await token in group { tokens.append(token) }
            return tokens
        }
    }
}
