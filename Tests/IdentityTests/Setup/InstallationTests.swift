import Persistence
import Testing

@testable import Identity

@Suite struct `The installation that a database belongs to` {
    private static let one = InstallationID(random: TestRandom(seed: 1).source)
    private static let other = InstallationID(random: TestRandom(seed: 2).source)

    @Test func `a new database belongs to none, then gets an identifier, once`() async throws {
        let database = try await TestDatabase.fresh()
        #expect(try await FoundInstallation(of: database) == .nothing)
        _ = try await database.migrate(Array(IdentitySchema.migrations.prefix(3)))
        #expect(try await FoundInstallation(of: database) == .unnamed(isUsed: false))
        let world = try await TestWorld(database: database)
        #expect(try await FoundInstallation(of: database) == .unnamed(isUsed: true))
        let first = try await world.identity.installation(orElse: nil)
        #expect(try await FoundInstallation(of: database) == .named(first))
        #expect(try await world.identity.installation(orElse: Self.other) == first)
        await world.identity.shutdown()
        try await database.close()
    }

    @Test func `a database from before there were identifiers takes the one that is noted`() async throws {
        let world = try await TestWorld()
        #expect(try await world.identity.installation(orElse: Self.other) == Self.other)
        #expect(try await FoundInstallation(of: world.database) == .named(Self.other))
        await world.identity.shutdown()
    }

    @Test(arguments: [
        (FoundInstallation.nothing, nil, nil as FoundInstallation.Refusal?),
        (.unnamed(isUsed: false), nil, nil), (.named(one), nil, nil),
        (.named(one), one, nil), (.unnamed(isUsed: true), one, nil),
        (.nothing, one, .nothing), (.unnamed(isUsed: false), one, .nothing), (.named(other), one, .another),
    ])
    func `is refused where a note tells of another, and nowhere else`(
        found: FoundInstallation,
        noted: InstallationID?,
        refusal: FoundInstallation.Refusal?
    ) {
        #expect(found.refusal(noted: noted) == refusal)
    }

    @Test func `an identifier is spelled in 22 characters, and nothing else is read as one`() {
        let text = Self.one.description
        #expect(text.utf8.count == 22 && InstallationID(text: text) == Self.one)
        for wrong in ["", "AAAA", text + "A", "not base64url, no!"] { #expect(InstallationID(text: wrong) == nil) }
        #expect(InstallationID(bytes: [1, 2, 3]) == nil)
    }
}
