import Persistence
import Synchronization
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `The plans of the sweeps' statements` {
    /// Tables with a row or two for each server, signing key, client or administrator's link, however many sessions there are.
    private static let small: Set<Substring> = [
        "leases", "audit_floor", "status_state", "verifier_servers", "setup_tokens", "signing_keys", "clients",
    ]
    /// What is read in order and only as far as it is asked for, or holds only what is connected now.
    private static let bounded: Set<String> = [
        "SCAN revocations", "SCAN verifiers USING COVERING INDEX verifiers_connected",
        "SCAN verifiers USING INDEX verifiers_connected",
    ]

    @Test(.enabled(if: !TestDatabase.isPostgreSQL, "asks SQLite for its plans"))
    func `none reads through a table that grows`() async throws {
        let world = try await TestWorld()
        try await world.addOneOfEach()
        let plans = Mutex<[String: [String]]>([:])
        let database = ObservedDatabase(world.database) { statement, transaction in
            guard !statement.text.hasPrefix("PRAGMA"), !statement.text.hasPrefix("CREATE") else { return }
            let steps = try transaction.rows("EXPLAIN QUERY PLAN " + statement).map { try $0.text("detail") }
            plans.withLock { $0[statement.text] = steps }
        }
        let identity = try await world.identity(on: database)
        plans.withLock { $0 = [:] }
        for round in 0..<3 {
            world.clock.advance(by: .seconds(401 * 86_400))
            if round == 0 { try await world.confirmLate() }
            try await identity.maintain()
        }
        for kind in SweepKind.allCases where kind != .freePages {
            #expect(identity.sweeps[kind]?.rows ?? 0 > 0, "no batch of \(kind) was looked at")
        }
        for (statement, steps) in plans.withLock({ $0 }) {
            for step in steps where step.hasPrefix("SCAN") || step.contains("TEMP B-TREE") {
                let table = step.split(separator: " ").dropFirst().first ?? ""
                #expect(
                    Self.small.contains(table) || Self.bounded.contains(step) || Self.sortsSmall(statement, step),
                    "\(step), in \(statement)"
                )
            }
        }
        await identity.shutdown()
        await world.shutdown()
    }

    /// Whether a sort is one of a small table's rows.
    private static func sortsSmall(_ statement: String, _ step: String) -> Bool {
        step.contains("TEMP B-TREE") && small.contains { statement.contains("FROM \($0) ") }
    }
}
