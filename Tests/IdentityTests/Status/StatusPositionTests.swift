import Persistence
import TesseraJOSE
import TesseraOAuth
import Testing

@testable import Identity

@Suite("Positions in status lists") struct StatusPositionTests {
    @Test("each session has a position of its own, and every access token of it names the same")
    func claims() async throws {
        let world = try await TestWorld()
        try await world.register()
        let (one, two) = (try await world.signIn(), try await world.signIn())
        let reference = try world.reference(one.accessToken)
        #expect(reference.uri == "https://id.example.com/status/lists/0")
        #expect(try world.reference(two.accessToken) != reference)
        let refreshed = try await world.identity.sessions.refresh(one.refreshToken, attempt: "a", from: TestWorld.home)
        #expect(try world.reference(try #require(refreshed.rotated).accessToken) == reference)
        let repeated = try await world.identity.sessions.refresh(one.refreshToken, attempt: "a", from: TestWorld.home)
        #expect(try world.reference(try #require(repeated.repeated).accessToken) == reference)
        await world.shutdown()
    }

    @Test(
        "a session from before the status lists gets a position at its next refresh, be it a repeated one",
        arguments: [false, true]
    )
    func olderSession(isRepeated: Bool) async throws {
        let world = try await TestWorld()
        try await world.register()
        let tokens = try await world.signIn()
        let sessions = world.identity.sessions
        if isRepeated { _ = try await sessions.refresh(tokens.refreshToken, attempt: "a", from: TestWorld.home) }
        try await world.database.write { _ = try $0.execute("UPDATE sessions SET status_position = NULL") }
        let outcome = try await sessions.refresh(tokens.refreshToken, attempt: "a", from: TestWorld.home)
        let new = try #require(isRepeated ? outcome.repeated : outcome.rotated)
        #expect(try world.reference(new.accessToken).index == 1)
        let again = try #require(
            try await sessions.refresh(new.refreshToken, attempt: "b", from: TestWorld.home).rotated
        )
        #expect(try world.reference(again.accessToken).index == 1)
        await world.shutdown()
    }

    @Test("a session from before the status lists ends without a bit")
    func olderSessionEnds() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let tokens = try await world.signIn()
        try await world.database.write { _ = try $0.execute("UPDATE sessions SET status_position = NULL") }
        try await world.identity.sessions.signOut(tokens.sessionID, of: account.id, from: TestWorld.home)
        #expect(try await !world.identity.sessions.isAlive(tokens.sessionID))
        #expect(try await world.database.read { try $0.statusLists.state().lastSequence } == 0)
        await world.shutdown()
    }

    @Test("the list that a full one is followed by is there as soon as a token names it")
    func nextList() async throws {
        let world = try await TestWorld()
        try await world.register()
        try await world.database.write { _ = try $0.execute("UPDATE status_state SET next_position = 131071") }
        let (last, first) = (try await world.signIn(), try await world.signIn())
        #expect(
            try world.reference(last.accessToken)
                == StatusReference(uri: "https://id.example.com/status/lists/0", index: 131_071)
        )
        #expect(
            try world.reference(first.accessToken)
                == StatusReference(uri: "https://id.example.com/status/lists/1", index: 0)
        )
        _ = try await world.identity.sessions.signOut(refreshToken: first.refreshToken, from: TestWorld.home)
        #expect(try world.publishedStatus(first.accessToken) == .invalid)
        #expect(try world.publishedStatus(last.accessToken) == .valid)
        #expect(world.identity.status.listURIs.map(\.last) == ["0", "1"])
        #expect(try world.identity.status.currentList(2) == nil)
        await world.shutdown()
    }

    @Test("the database refuses to give two living sessions one position")
    func unique() async throws {
        let world = try await TestWorld()
        try await world.register()
        _ = try await world.signIn()
        try await world.database.write { _ = try $0.execute("UPDATE status_state SET next_position = 0") }
        await #expect(throws: (any Error).self) { try await world.signIn() }
        await world.shutdown()
    }

    @Test(
        "what is no reference to a list of ours is not known",
        arguments: [
            "https://id.example.com/status/lists/1", "https://id.example.com/status/lists/00",
            "https://id.example.com/status/lists/", "https://id.example.com/status/lists",
            "https://id.example.com/status/lists/-1",
            "https://id.example.com/status/lists/0/", "https://id.example.com/status/lists/9999999999999999999999",
            "https://id.example.org/status/lists/0", "", "https://id.example.com",
        ]
    )
    func unknownReference(_ uri: String) async throws {
        let world = try await TestWorld()
        #expect(world.identity.status.isRevoked(StatusReference(uri: uri, index: 0)) == nil)
        #expect(
            world.identity.status.isRevoked(StatusReference(uri: TestWorld.issuer + "/status/lists/0", index: 0))
                == false
        )
        #expect(
            world.identity.status.isRevoked(StatusReference(uri: TestWorld.issuer + "/status/lists/0", index: 131_072))
                == nil
        )
        #expect(
            world.identity.status.isRevoked(StatusReference(uri: TestWorld.issuer + "/status/lists/0", index: -1))
                == nil
        )
        await world.shutdown()
    }
}
