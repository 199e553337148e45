import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("The beginning of a session") struct BeginSessionTests {
    @Test("a password that was changed, or an account that was disabled, between check and beginning, begins nothing")
    func changedMeanwhile() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        _ = try await world.signIn()
        let model = try #require(try await world.identity.sessions.sessions(of: account.id).first)
        let checked = try #require(try await world.database.read { try $0.account(.id(account.id))?.passwordHash })
        func begin() async throws -> Bool {
            let session = Session(
                id: .generate(at: world.clock.moment, world.random.source),
                accountID: account.id,
                clientID: model.clientID,
                transport: .body,
                generation: 0,
                scope: model.scope,
                createdAt: model.createdAt,
                lastSeenAt: model.lastSeenAt,
                authenticatedAt: model.authenticatedAt,
                idleExpiresAt: model.idleExpiresAt,
                expiresAt: model.expiresAt,
                methods: ["pwd"],
                createdAddress: "",
                lastAddress: "",
                createdUserAgent: nil,
                lastUserAgent: nil,
                keyThumbprint: nil,
                end: nil
            )
            return try await world.database.write { try $0.beginSession(session, passwordHash: checked) } != nil
        }
        #expect(try await begin())

        _ = try await world.identity.accounts.disable(account.id, by: .command)
        #expect(try await !begin())
        _ = try await world.identity.accounts.enable(account.id, by: .command)
        #expect(try await begin())

        _ = try await world.identity.accounts.setPassword(account.id, "another long and fine password", by: .command)
        #expect(try await !begin())
        let living = try await world.identity.sessions.sessions(of: account.id).filter { $0.end == nil }
        #expect(living.isEmpty)
        await world.shutdown()
    }
}
