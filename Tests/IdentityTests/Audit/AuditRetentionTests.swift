import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `The retention of the audit trail` {
    private let day = Duration.seconds(86_400)

    @Test func `an event goes when it is older than the retention and not before`() async throws {
        let world = try await TestWorld { $0.auditRetention = .seconds(86_400) }
        try await world.register()
        let old = try await world.identity.audit.events(of: nil).count
        world.clock.advance(by: .seconds(3600))
        try await world.register("eve")
        world.clock.advance(by: .seconds(82_800))
        try await world.identity.maintain()
        #expect(try await world.identity.audit.events(of: nil).count == old + 1)
        world.clock.advance(by: .milliseconds(1))
        try await world.identity.maintain()
        #expect(try await world.identity.audit.events(of: nil).map(\.kind) == [.accountRegistered])
        #expect(world.identity.sweeps[.auditEvents]?.rows == old)
        await world.shutdown()
    }

    @Test func `the database removes no event above the floor and changes none, whatever statement is run`()
        async throws
    {
        let world = try await TestWorld { $0.auditRetention = .seconds(86_400) }
        try await world.register()
        world.clock.advance(by: day + .milliseconds(1))
        try await world.identity.maintain()
        try await world.register("eve")
        let events = try await world.identity.audit.events(of: nil)
        let statements: [SQL] = [
            "DELETE FROM audit_events", "DELETE FROM audit_events WHERE id = \(events[0].id)",
            "UPDATE audit_events SET actor = 'nobody'", "UPDATE audit_events SET at = 0",
        ]
        let replacement: SQL =
            "INSERT OR REPLACE INTO audit_events (id, at, kind, actor, address) VALUES (\(events[0].id), 0, 'x', 'x', '')"
        for statement in statements + only(onSQLite: replacement) {
            try await expectAppendOnly(world, statement, "audit_events")
        }
        #expect(try await world.identity.audit.events(of: nil).map(\.id) == events.map(\.id))
        await world.shutdown()
    }

    @Test func `the floor rises and never falls, and does not go away`() async throws {
        let world = try await TestWorld { $0.auditRetention = .seconds(86_400) }
        try await world.register()
        world.clock.advance(by: day * 2)
        try await world.identity.maintain()
        let floor = (world.clock.moment - day).milliseconds
        #expect(try await world.count("SELECT removable_before AS n FROM audit_floor") == floor)
        let statements: [SQL] = [
            "UPDATE audit_floor SET removable_before = removable_before - 1", "DELETE FROM audit_floor",
        ]
        let replacement: SQL = "INSERT OR REPLACE INTO audit_floor (id, removable_before) VALUES (1, 0)"
        for statement in statements + only(onSQLite: replacement) {
            try await expectAppendOnly(world, statement, "audit_floor")
        }
        // A longer retention, or a clock that was put right, leaves it where it is.
        world.clock.advance(by: .zero - day)
        try await world.identity.maintain()
        #expect(try await world.count("SELECT removable_before AS n FROM audit_floor") == floor)
        await world.shutdown()
    }

    /// PostgreSQL has no `REPLACE`, which gets past the triggers of a table for changes.
    private func only(onSQLite statement: SQL) -> [SQL] { TestDatabase.isPostgreSQL ? [] : [statement] }

    private func expectAppendOnly(_ world: TestWorld, _ statement: SQL, _ table: String) async throws {
        do {
            _ = try await world.database.write { try $0.execute(statement) }
            Issue.record("done: \(statement.text)")
        } catch let error as PersistenceError {
            #expect(error.code == .appendOnly, "\(error)")
            #expect(error.constraint == table)
        }
    }
}
