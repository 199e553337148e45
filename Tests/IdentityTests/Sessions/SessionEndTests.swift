import Persistence
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("The end of a session") struct SessionEndTests {
    private func cause(_ world: TestWorld, _ tokens: IssuedTokens) async throws -> String? {
        try await world.identity.sessions.refresh(tokens.refreshToken, attempt: nil, from: TestWorld.home).cause
    }

    @Test("signing out ends this session only, and a second time is no error")
    func signOut() async throws {
        let world = try await TestWorld()
        try await world.register()
        let (first, second) = (try await world.signIn(), try await world.signIn())
        #expect(try await world.identity.sessions.signOut(refreshToken: first.refreshToken, from: TestWorld.home))
        #expect(try await !world.identity.sessions.signOut(refreshToken: first.refreshToken, from: TestWorld.home))
        #expect(try await !world.identity.sessions.signOut(refreshToken: "tsr_rubbish", from: TestWorld.home))
        #expect(try await cause(world, first) == "signed_out")
        #expect(try await cause(world, second) == nil)
        #expect(try await !world.identity.sessions.isAlive(first.sessionID))
        #expect(try await world.identity.sessions.isAlive(second.sessionID))
        await world.shutdown()
    }

    @Test("signing out with a replaced refresh token ends the session too: better out than in")
    func signOutWithOldToken() async throws {
        let world = try await TestWorld()
        try await world.register()
        let first = try await world.signIn()
        let second = try #require(
            try await world.identity.sessions.refresh(first.refreshToken, attempt: nil, from: TestWorld.home).rotated
        )
        #expect(try await world.identity.sessions.signOut(refreshToken: first.refreshToken, from: TestWorld.home))
        #expect(try await cause(world, second) == "signed_out")
        await world.shutdown()
    }

    @Test("signing out everywhere ends every session but the one to keep")
    func everywhere() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let (first, second, kept) = (try await world.signIn(), try await world.signIn(), try await world.signIn())
        let count = try await world.identity.sessions.signOutEverywhere(
            account.id,
            by: .account(account.id),
            except: kept.sessionID
        )
        #expect(count == 2)
        #expect(try await cause(world, first) == "signed_out_everywhere")
        #expect(try await cause(world, second) == "signed_out_everywhere")
        #expect(try await cause(world, kept) == nil)
        await world.shutdown()
    }

    @Test("an administrator's end says so; another account's session is not found")
    func administrator() async throws {
        let world = try await TestWorld()
        let (ada, eve) = (try await world.register("ada"), try await world.register("eve"))
        let tokens = try await world.signIn("ada")
        let code = try await refusal {
            try await world.identity.sessions.signOut(tokens.sessionID, of: eve.id, from: TestWorld.elsewhere)
        }
        #expect(code == .sessionNotFound)
        #expect(try await world.identity.sessions.isAlive(tokens.sessionID))
        let ended = try await world.identity.sessions.end(tokens.sessionID, of: ada.id, by: .account(eve.id))
        #expect(ended.end?.cause == .revokedByAdministrator)
        #expect(try await cause(world, tokens) == "revoked_by_administrator")
        await world.shutdown()
    }

    @Test("a new password ends every other session")
    func passwordChange() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let (here, there) = (try await world.signIn(), try await world.signIn())
        let ended = try await world.identity.accounts.changePassword(
            account.id,
            current: TestWorld.password,
            new: "another long and fine password",
            keeping: here.sessionID,
            from: TestWorld.home
        )
        #expect(ended == 1)
        #expect(try await cause(world, there) == "password_changed")
        #expect(try await cause(world, here) == nil)
        #expect(try await refusal { try await world.signIn() } == .invalidCredentials)
        await world.shutdown()
    }

    @Test("disabling and deleting an account end its sessions, each with its cause")
    func disableAndDelete() async throws {
        let world = try await TestWorld()
        let (ada, eve) = (try await world.register("ada"), try await world.register("eve"))
        let (first, second) = (try await world.signIn("ada"), try await world.signIn("eve"))
        _ = try await world.identity.accounts.disable(ada.id, by: .command)
        #expect(try await cause(world, first) == "account_disabled")
        try await world.identity.accounts.delete(eve.id, password: TestWorld.password, from: TestWorld.home)
        #expect(try await cause(world, second) == "account_deleted")
        #expect(try await world.identity.accounts.find("eve") == nil)
        await world.shutdown()
    }

    @Test("the sweep writes lifetimes down that ran out unseen, and forgets what ended long ago")
    func sweep() async throws {
        let world = try await TestWorld { $0.sessionIdleLifetime = .seconds(1000) }
        let account = try await world.register()
        let tokens = try await world.signIn()
        world.clock.advance(by: .seconds(1000))
        try await world.identity.maintain()
        let session = try #require(try await world.database.read { try $0.sessions.find(tokens.sessionID)?.session() })
        #expect(session.end == SessionEnd(at: session.idleExpiresAt, cause: .idleTimeout, reuse: nil))
        world.clock.advance(by: .seconds(31 * 86_400))
        try await world.identity.maintain()
        #expect(try await world.identity.sessions.sessions(of: account.id).isEmpty)
        #expect(try await cause(world, tokens) == "unknown_session")
        await world.shutdown()
    }

    @Test("a session whose lifetime ran out unseen is not signed out afterwards: it keeps its true cause")
    func trueCause() async throws {
        let world = try await TestWorld { $0.sessionIdleLifetime = .seconds(1000) }
        try await world.register()
        let tokens = try await world.signIn()
        world.clock.advance(by: .seconds(2000))
        #expect(try await !world.identity.sessions.isAlive(tokens.sessionID))
        #expect(try await !world.identity.sessions.signOut(refreshToken: tokens.refreshToken, from: TestWorld.home))
        #expect(try await cause(world, tokens) == "idle_timeout")
        await world.shutdown()
    }
}
