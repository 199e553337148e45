import Identity
import Logging
import PersistencePostgres
import TesseraTesting
import TestSupport
import Testing

@Suite(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
struct `Refreshes at two nodes on PostgreSQL` {
    private let source = RequestSource(address: "192.0.2.1", userAgent: nil)

    /// Two nodes of one database, and somebody who can sign in.
    private func withNodes(_ body: ([IdentitySystem], ManualClock) async throws -> Void) async throws {
        try await PostgresForTests.withDatabase { database in
            let clock = ManualClock()
            var nodes: [IdentitySystem] = []
            for _ in 0..<2 {
                var configuration = try IdentityConfiguration(issuer: "https://id.example.com", audience: ["a"])
                configuration.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
                nodes.append(
                    try await IdentitySystem(
                        database: database,
                        masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
                        configuration: configuration,
                        time: TimeSource { clock.moment },
                        logger: Logger(label: "node", factory: { _ in SwiftLogNoOpLogHandler() })
                    )
                )
            }
            _ = try await nodes[0].accounts.register(
                Registration(userName: "ada", email: nil, password: "correct horse battery staple"),
                from: source
            )
            try await body(nodes, clock)
            for node in nodes { await node.shutdown() }
        }
    }

    private func signIn(_ node: IdentitySystem) async throws -> IssuedTokens {
        try await node.signIn.withPassword(
            identifier: "ada",
            password: "correct horse battery staple",
            options: SignInOptions(),
            from: source
        )
    }

    @Test func `of many repetitions at once one replaces the lost answer, and all others get the same successor`()
        async throws
    {
        try await withNodes { nodes, clock in
            for _ in 0..<10 {
                let held = try await signIn(nodes[0])
                guard
                    case .rotated(let unseen) = try await nodes[0].sessions.refresh(
                        held.refreshToken,
                        attempt: nil,
                        from: source
                    )
                else {
                    Issue.record("not rotated")
                    return
                }
                clock.advance(by: .seconds(60))
                let outcomes = try await withThrowingTaskGroup(of: RefreshOutcome<IssuedTokens>.self) { group in
                    for number in 0..<24 {
                        group.addTask {
                            try await nodes[number % 2].sessions.refresh(
                                held.refreshToken,
                                attempt: nil,
                                from: source
                            )
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                var replaced: [IssuedTokens] = []
                var repeated: [IssuedTokens] = []
                for outcome in outcomes {
                    switch outcome {
                    case .replaced(let tokens): replaced.append(tokens)
                    case .repeated(let tokens): repeated.append(tokens)
                    default: Issue.record("\(outcome)")
                    }
                }
                #expect(replaced.count == 1 && repeated.count == 23)
                let tokens = Set((replaced + repeated).map(\.refreshToken))
                #expect(tokens.count == 1 && !tokens.contains(unseen.refreshToken))
                #expect((replaced + repeated).allSatisfy { $0.generation == 2 })
            }
        }
    }
}
