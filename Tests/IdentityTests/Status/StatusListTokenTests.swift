import Persistence
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Status list tokens") struct StatusListTokenTests {
    @Test("a list is a signed JWT of type statuslist+jwt with the claims of the draft")
    func claims() async throws {
        let world = try await TestWorld()
        let signed = try #require(try world.identity.status.currentList(0))
        let verified = try world.identity.signingKeys.verificationKeys().verify(signed.token)
        #expect(verified.header.type == "statuslist+jwt")
        let claims = try #require(try JSONValue(parsing: verified.payload).object)
        let now = world.clock.moment.seconds
        #expect(claims["iss"]?.string == TestWorld.issuer)
        #expect(claims["sub"]?.string == TestWorld.issuer + "/status/lists/0")
        #expect(claims["iat"]?.integer == now)
        #expect(claims["exp"]?.integer == now + 3600)
        #expect(claims["ttl"]?.integer == 60)
        #expect(claims["status_list"]?.object?["bits"]?.integer == 1)
        #expect(claims["status_list"]?.object?["aggregation_uri"]?.string == TestWorld.issuer + "/status/lists")
        #expect(try world.publishedList(0) == StatusList(entryCount: 131_072))
        await world.shutdown()
    }

    @Test("the same token is given until a bit changes, its ttl is over, or another key signs")
    func remade() async throws {
        let world = try await TestWorld()
        try await world.register()
        let status = world.identity.status
        let tokens = try await world.signIn()
        let first = try status.currentList(0)
        world.clock.advance(by: .milliseconds(59_999))
        #expect(try status.currentList(0) == first)
        world.clock.advance(by: .milliseconds(1))
        let second = try status.currentList(0)
        #expect(second != first && second?.tag != first?.tag)
        _ = try await world.identity.sessions.signOut(refreshToken: tokens.refreshToken, from: TestWorld.home)
        let third = try status.currentList(0)
        #expect(third != second)
        #expect(try status.currentList(0) == third)

        let key = try #require(try await world.identity.signingKeys.list().first)
        _ = try await world.identity.signingKeys.revoke(key.id, reason: "lost", by: .command)
        let fourth = try #require(try status.currentList(0))
        #expect(try world.identity.signingKeys.verificationKeys().verify(fourth.token).keyID != key.id)
        #expect(try world.publishedStatus(try await world.signIn().accessToken) == .valid)
        await world.shutdown()
    }

    @Test("when the database has not answered for longer than the ttl, an old list is not told as a new one")
    func unreadable() async throws {
        let world = try await TestWorld()
        let status = world.identity.status
        try await world.database.close()
        await #expect(throws: (any Error).self) { try await status.catchUp() }
        #expect(try status.currentList(0) != nil)
        world.clock.advance(by: .seconds(61))
        await #expect(throws: (any Error).self) { try await status.catchUp() }
        #expect(try await refusal { try status.currentList(0) } == .overloaded)
        await world.shutdown()
    }
}
