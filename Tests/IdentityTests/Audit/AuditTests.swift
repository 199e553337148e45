import Persistence
import TesseraJOSE
import Testing

@testable import Identity

@Suite("Audit trail") struct AuditTests {
    @Test("the database refuses to change or remove an event")
    func appendOnly() async throws {
        let world = try await TestWorld()
        try await world.register()
        await #expect(throws: PersistenceError.self) {
            try await world.database.write { _ = try $0.execute("UPDATE audit_events SET kind = 'nothing'") }
        }
        await #expect(throws: PersistenceError.self) {
            try await world.database.write { _ = try $0.execute("DELETE FROM audit_events") }
        }
        #expect(try await world.identity.audit.events(of: nil).contains { $0.kind == .accountRegistered })
        await world.shutdown()
    }

    @Test("what happens to an account is written down: who, what, when, from where")
    func trail() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await world.signIn(from: TestWorld.elsewhere)
        _ = try await refusal {
            try await world.identity.signIn.withPassword(
                identifier: "ada",
                password: "wrong horse battery staple",
                options: SignInOptions(),
                from: TestWorld.elsewhere
            )
        }
        _ = try await world.identity.accounts.setRoles(account.id, ["editor"], by: .command)
        _ = try await world.identity.sessions.signOut(refreshToken: tokens.refreshToken, from: TestWorld.home)
        let events = try await world.identity.audit.events(of: account.id)
        #expect(
            events.map(\.kind) == [.sessionEnded, .rolesChanged, .signInFailed, .signInSucceeded, .accountRegistered]
        )
        #expect(events[3].address == TestWorld.elsewhere.address)
        #expect(events[3].sessionID == tokens.sessionID)
        #expect(events[1].actor == "command")
        #expect(events[0].detail?["cause"]?.string == "signed_out")
        let older = try await world.identity.audit.events(of: account.id, before: events[1].id, limit: 2)
        #expect(older.map(\.kind) == [.signInFailed, .signInSucceeded])
        await world.shutdown()
    }
}
