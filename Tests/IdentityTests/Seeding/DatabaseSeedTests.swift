import Persistence
import Synchronization
import TesseraJOSE
import TesseraOAuth
import Testing

@testable import Identity

@Suite struct DatabaseSeedTests {
    /// Fills a world's database.
    ///
    /// - Returns: the refresh tokens.
    private func seed(_ world: TestWorld, accounts: Int, sessions: Int, tokens: Int = 1000) async throws -> [String] {
        var kept: [String] = []
        try await world.identity.seed.run(
            SeedPlan(accounts: accounts, sessions: sessions, tokens: tokens),
            password: TestWorld.password,
            report: { _ in },
            keep: { kept += $0 }
        )
        return kept
    }

    private func count(_ world: TestWorld, _ query: SQL) async throws -> Int64? {
        try await world.database.read { try $0.row(query)?.integer("count") }
    }

    @Test func `every token that is given out refreshes its session, and the next one too`() async throws {
        let world = try await TestWorld()
        let tokens = try await seed(world, accounts: 3, sessions: 10)
        #expect(Set(tokens).count == 10)
        for token in tokens {
            let first = try #require(
                try await world.identity.sessions.refresh(token, attempt: "a", from: TestWorld.home).rotated
            )
            #expect(try world.claims(first.accessToken)["scope"]?.string == "account notes:read notes:write")
            let second = try await world.identity.sessions.refresh(
                first.refreshToken,
                attempt: "b",
                from: TestWorld.home
            )
            #expect(second.rotated?.generation == 2)
        }
        await world.shutdown()
    }

    @Test func `whoever was seeded signs in with the password, and with no other`() async throws {
        let world = try await TestWorld()
        _ = try await seed(world, accounts: 3, sessions: 3)
        let tokens = try await world.signIn("seed-000003")
        let account = try #require(try await world.identity.accounts.find("seed-000003"))
        #expect(tokens.accountID == account.id)
        #expect(try await world.identity.sessions.sessions(of: account.id).count == 2)
        let code = try await refusal {
            try await world.identity.signIn.withPassword(
                identifier: "seed-000001",
                password: "another password than that",
                options: SignInOptions(),
                from: TestWorld.home
            )
        }
        #expect(code == .invalidCredentials)
        await world.shutdown()
    }

    @Test func `positions in the status lists are all different, and a real sign-in goes on behind them`() async throws
    {
        let world = try await TestWorld()
        let tokens = try await seed(world, accounts: 2, sessions: 300)
        #expect(try await count(world, "SELECT COUNT(DISTINCT status_position) AS count FROM sessions") == 300)
        #expect(try await count(world, "SELECT MAX(status_position) AS count FROM sessions") == 299)
        try await world.register("ada")
        let real = try await world.signIn("ada")
        #expect(try world.reference(real.accessToken).index == 300)
        // And the end of a seeded session is seen by everybody, and of no other.
        let seeded = try #require(
            try await world.identity.sessions.refresh(tokens[0], attempt: nil, from: TestWorld.home).rotated
        )
        _ = try await world.identity.sessions.signOut(refreshToken: seeded.refreshToken, from: TestWorld.home)
        #expect(try world.publishedStatus(seeded.accessToken) == .invalid)
        #expect(try world.publishedStatus(real.accessToken) == .valid)
        await world.shutdown()
    }

    @Test func `more rows than one transaction takes are all there`() async throws {
        let world = try await TestWorld()
        let (accounts, sessions) = (SeedPlan.rowsPerTransaction + 1, SeedPlan.rowsPerTransaction + 251)
        let tokens = try await seed(world, accounts: accounts, sessions: sessions, tokens: 7)
        #expect(try await count(world, "SELECT COUNT(*) AS count FROM accounts") == Int64(accounts))
        #expect(try await count(world, "SELECT COUNT(*) AS count FROM sessions") == Int64(sessions))
        #expect(try await count(world, "SELECT next_position AS count FROM status_state") == Int64(sessions))
        #expect(tokens.count == 7)
        await world.shutdown()
    }

    @Test func `a database in which somebody has an account is not filled`() async throws {
        let world = try await TestWorld()
        try await world.register("ada")
        #expect(try await refusal { try await seed(world, accounts: 1, sessions: 1) } == .conflict)
        #expect(try await count(world, "SELECT COUNT(*) AS count FROM accounts") == 1)
        #expect(try await count(world, "SELECT COUNT(*) AS count FROM sessions") == 0)
        await world.shutdown()
    }

    @Test func `a database is not filled twice, nor one that only sessions of deleted accounts are left in`()
        async throws
    {
        let world = try await TestWorld()
        _ = try await seed(world, accounts: 1, sessions: 1)
        #expect(try await refusal { try await seed(world, accounts: 1, sessions: 1) } == .conflict)
        try await world.database.write { _ = try $0.execute("DELETE FROM accounts") }
        #expect(try await refusal { try await seed(world, accounts: 1, sessions: 1) } == .conflict)
        await world.shutdown()
    }

    @Test func `a password that the policy refuses fills nothing`() async throws {
        let world = try await TestWorld()
        let code = try await refusal {
            try await world.identity.seed.run(
                SeedPlan(accounts: 1, sessions: 1, tokens: 1),
                password: "password",
                report: { _ in },
                keep: { _ in }
            )
        }
        #expect(code == .passwordRefused)
        #expect(try await count(world, "SELECT COUNT(*) AS count FROM accounts") == 0)
        #expect(
            try await count(world, "SELECT COUNT(*) AS count FROM audit_events WHERE kind = 'database.seeded'") == 0
        )
        await world.shutdown()
    }

    @Test func `the audit trail tells that the database was filled`() async throws {
        let world = try await TestWorld()
        _ = try await seed(world, accounts: 2, sessions: 5)
        let row = try await world.database.read {
            try $0.row("SELECT actor, detail FROM audit_events WHERE kind = 'database.seeded'")
        }
        #expect(try row?.text("actor") == "command")
        #expect(try row?.text("detail") == #"{"accounts":2,"sessions":5}"#)
        await world.shutdown()
    }

    @Test func `the report ends with the whole, and a task that is cancelled stops`() async throws {
        let world = try await TestWorld()
        let parts = Mutex<[Double]>([])
        let filling = Task {
            try await world.identity.seed.run(
                SeedPlan(accounts: SeedPlan.rowsPerTransaction * 3, sessions: 1, tokens: 0),
                password: TestWorld.password,
                report: { part in
                    parts.withLock { $0.append(part) }
                    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                },
                keep: { _ in }
            )
        }
        await #expect(throws: CancellationError.self) { try await filling.value }
        #expect(parts.withLock { $0.count } == 1)
        await world.shutdown()
        let other = try await TestWorld()
        var last = 0.0
        try await other.identity.seed.run(
            SeedPlan(accounts: 2, sessions: 3, tokens: 0),
            password: TestWorld.password,
            report: { last = $0 },
            keep: { _ in }
        )
        #expect(last == 1)
        await other.shutdown()
    }
}
