import Persistence
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("The status bit of a session") struct StatusBitTests {
    /// The ways in which somebody ends a session.
    enum Ending: String, CaseIterable, Sendable {
        case signedOutByToken, signedOut, everywhere, administrator, passwordChanged, passwordSet, disabled, deleted,
            reuse, client
    }

    private func end(_ ending: Ending, _ tokens: IssuedTokens, _ world: TestWorld) async throws {
        let (sessions, accounts) = (world.identity.sessions, world.identity.accounts)
        let (account, home) = (tokens.accountID, TestWorld.home)
        switch ending {
        case .signedOutByToken: _ = try await sessions.signOut(refreshToken: tokens.refreshToken, from: home)
        case .signedOut: try await sessions.signOut(tokens.sessionID, of: account, from: home)
        case .everywhere: _ = try await sessions.signOutEverywhere(account, by: .account(account), from: home)
        case .administrator: _ = try await sessions.end(tokens.sessionID, of: account, by: .command)
        case .passwordChanged:
            _ = try await accounts.changePassword(
                account,
                current: TestWorld.password,
                new: "another long and fine password",
                keeping: nil,
                from: home
            )
        case .passwordSet: _ = try await accounts.setPassword(account, "another long and fine password", by: .command)
        case .disabled: _ = try await accounts.disable(account, by: .command)
        case .deleted: try await accounts.delete(account, password: TestWorld.password, from: home)
        case .client:
            let client = try #require(ClientID("gateway"))
            _ = try await sessions.revoke(refreshToken: tokens.refreshToken, by: client, from: home)
        case .reuse:
            _ = try await sessions.refresh(tokens.refreshToken, attempt: "a", from: home)
            world.clock.advance(by: .seconds(11))
            _ = try await sessions.refresh(tokens.refreshToken, attempt: "b", from: TestWorld.elsewhere)
        }
    }

    @Test("every explicit end sets the bit, and nobody else's, as soon as it is answered", arguments: Ending.allCases)
    func explicitEnd(_ ending: Ending) async throws {
        let world = try await TestWorld()
        try await world.register("ada")
        try await world.register("eve")
        let (tokens, others) = (try await world.signIn("ada"), try await world.signIn("eve"))
        #expect(try world.publishedStatus(tokens.accessToken) == .valid)
        #expect(try world.identity.status.isRevoked(world.reference(tokens.accessToken)) == false)
        try await end(ending, tokens, world)
        #expect(try world.publishedStatus(tokens.accessToken) == .invalid)
        #expect(try world.identity.status.isRevoked(world.reference(tokens.accessToken)) == true)
        #expect(try world.publishedStatus(others.accessToken) == .valid)
        await world.shutdown()
    }

    @Test("signing out everywhere but here leaves this session's bit alone")
    func keptSession() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let (here, there) = (try await world.signIn(), try await world.signIn())
        _ = try await world.identity.sessions.signOutEverywhere(account.id, by: .command, except: here.sessionID)
        #expect(try world.publishedStatus(here.accessToken) == .valid)
        #expect(try world.publishedStatus(there.accessToken) == .invalid)
        await world.shutdown()
    }

    @Test("the bit and the end are one transaction: if one fails, neither happened")
    func sameTransaction() async throws {
        struct Failure: Error {}
        let world = try await TestWorld()
        try await world.register()
        let tokens = try await world.signIn()
        let now = world.clock.moment
        await #expect(throws: Failure.self) {
            try await world.database.write { transaction in
                _ = try transaction.sessions.markEnded(
                    tokens.sessionID,
                    SessionEnd(at: now, cause: .signedOut, reuse: nil)
                )
                throw Failure()
            }
        }
        try await world.identity.status.catchUp()
        #expect(try await world.identity.sessions.isAlive(tokens.sessionID))
        #expect(try world.publishedStatus(tokens.accessToken) == .valid)

        // And the other way: once the row says that it ended, a reader of the same commit finds the bit.
        try await world.database.write { transaction in
            _ = try transaction.sessions.markEnded(tokens.sessionID, SessionEnd(at: now, cause: .signedOut, reuse: nil))
        }
        let rows = try await world.database.read { transaction in
            try transaction.statusLists.revocations(after: 0, limit: 10).revocations
        }
        #expect(rows.map(\.subject) == [.position(Int64(try world.reference(tokens.accessToken).index))])
        await world.shutdown()
    }

    @Test("an end that comes too late sets no second bit")
    func endedOnce() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await world.signIn()
        for _ in 0..<2 {
            try await world.identity.sessions.signOut(tokens.sessionID, of: account.id, from: TestWorld.home)
        }
        let state = try await world.database.read { try $0.statusLists.state() }
        #expect(state.lastSequence == 1)
        await world.shutdown()
    }

    @Test("an access token never outlives its session's idle lifetime, so a lifetime that runs out sets no bit")
    func lifetime() async throws {
        let world = try await TestWorld {
            $0.sessionIdleLifetime = .seconds(1000)
            $0.sessionAbsoluteLifetime = .seconds(1100)
        }
        try await world.register()
        let first = try await world.signIn()
        world.clock.advance(by: .seconds(950))
        let last = try #require(
            try await world.identity.sessions.refresh(first.refreshToken, attempt: "a", from: TestWorld.home).rotated
        )
        let claims = try world.claims(last.accessToken)
        #expect(last.expiresIn == 150)
        #expect(claims["exp"]?.integer == world.clock.moment.seconds + 150)
        world.clock.advance(by: .seconds(150))
        try await world.identity.maintain()
        #expect(try world.publishedStatus(last.accessToken) == .valid)
        #expect(try await world.freePositions() == [Int64(try world.reference(last.accessToken).index)])
        await world.shutdown()
    }
}
