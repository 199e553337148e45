import Persistence
import PersistenceCopy
import TesseraJOSE
import Testing

@testable import Identity

@Suite struct `An installation that moves to another database` {
    private func copy(_ old: any Database, _ new: any Database) async throws {
        let copy = DatabaseCopy(
            from: .init(old, name: "old"),
            to: .init(new, name: "new"),
            tables: IdentitySchema.tables,
            migrations: IdentitySchema.migrations
        )
        _ = try await copy.run(identifier: [UInt8](repeating: 3, count: 16))
    }

    @Test func `signs nobody out, and knows what it knew`() async throws {
        let old = try await TestWorld()
        try await old.register()
        let (living, ended, lost) = (try await old.signIn(), try await old.signIn(), try await old.signIn())
        _ = try await old.identity.sessions.signOut(refreshToken: ended.refreshToken, from: TestWorld.home)
        // The answer to this one never arrives.
        let attempt = "answer-was-lost"
        let unheard = try #require(
            try await old.identity.sessions.refresh(lost.refreshToken, attempt: attempt, from: TestWorld.home).rotated
        )
        let target = try await TestDatabase.fresh()
        try await copy(old.database, target)

        let new = try await TestWorld(clock: old.clock, random: old.random, database: target, secret: old.secret)
        #expect(try new.claims(living.accessToken)["sub"] == old.claims(living.accessToken)["sub"])
        let sessions = new.identity.sessions
        #expect(try await sessions.refresh(living.refreshToken, attempt: nil, from: TestWorld.home).rotated != nil)
        #expect(
            try await sessions.refresh(ended.refreshToken, attempt: nil, from: TestWorld.home).cause == "signed_out"
        )
        let repeated = try await sessions.refresh(lost.refreshToken, attempt: attempt, from: TestWorld.home).repeated
        #expect(repeated?.refreshToken == unheard.refreshToken)
        #expect(new.identity.signingKeys.version == old.identity.signingKeys.version)
        await new.shutdown()
        await old.shutdown()
    }

    @Test func `acknowledges nothing any more at the old place, and is not ready there`() async throws {
        let old = try await TestWorld()
        try await old.register()
        let tokens = try await old.signIn()
        #expect(await old.identity.isReady())
        try await copy(old.database, TestDatabase.fresh())
        #expect(await !old.identity.isReady())
        for attempt in 1...3 {
            let error = await #expect(throws: PersistenceError.self) {
                switch attempt {
                case 1:
                    _ = try await old.identity.sessions.refresh(tokens.refreshToken, attempt: nil, from: TestWorld.home)
                case 2: _ = try await old.signIn()
                default: _ = try await old.register("eve")
                }
            }
            #expect(error?.code == .sealed)
        }
        await #expect(throws: PersistenceError.self) {
            try await TestWorld(clock: old.clock, random: old.random, database: old.database, secret: old.secret)
        }
        await old.shutdown()
    }
}
