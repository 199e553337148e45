import Testing

@testable import Identity

@Suite struct SeedPlanTests {
    @Test(arguments: [(1, 1), (1, 7), (3, 0), (3, 7), (7, 3), (100, 100), (20_001, 5)])
    func `every session belongs to an account, and no account has two more than another`(
        accounts: Int,
        sessions: Int
    ) throws {
        let plan = try SeedPlan(accounts: accounts, sessions: sessions, tokens: 0)
        let counts = (1...accounts).map(plan.sessions(ofAccount:))
        #expect(counts.reduce(0, +) == sessions)
        #expect(counts.max()! - counts.min()! <= 1)
    }

    @Test(arguments: [(1, 1), (10, 3), (1000, 999), (1000, 1000), (7, 100), (5, 0)])
    func `as many sessions as asked for give a token, spread over all`(sessions: Int, tokens: Int) throws {
        let plan = try SeedPlan(accounts: 1, sessions: sessions, tokens: tokens)
        let given = (0..<sessions).filter(plan.givesToken(ofSession:))
        #expect(given.count == min(sessions, tokens))
        let gaps = zip(given, given.dropFirst()).map { $1 - $0 }
        if let longest = gaps.max(), let shortest = gaps.min() { #expect(longest - shortest <= 1) }
    }

    @Test(arguments: [1, 19_999, 20_000, 20_001, 45_000])
    func `the pieces hold every account once, and none more than a transaction takes`(accounts: Int) throws {
        let blocks = Array(try SeedPlan(accounts: accounts, sessions: 0, tokens: 0).accountBlocks)
        #expect(blocks.flatMap(Array.init) == Array(1...accounts))
        #expect(blocks.allSatisfy { $0.count <= SeedPlan.rowsPerTransaction })
    }

    @Test(arguments: [(1, "seed-000001"), (999_999, "seed-999999"), (1_000_000, "seed-1000000")])
    func `names are numbered, with six digits or more`(number: Int, name: String) throws {
        #expect(SeedPlan.userName(number) == name)
        #expect(try UserName(name).key == name)
    }

    @Test(arguments: [(0, 1, 0), (-1, 1, 0), (1, -1, 0), (1, 1, -1), (1_000_000_000, 1, 0), (1, 1_000_000_000, 0)])
    func `numbers that make no sense are refused`(accounts: Int, sessions: Int, tokens: Int) async throws {
        let code = try await refusal { try SeedPlan(accounts: accounts, sessions: sessions, tokens: tokens) }
        #expect(code == .invalidRequest)
    }
}
