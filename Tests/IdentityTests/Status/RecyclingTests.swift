import Persistence
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Recycling of positions") struct RecyclingTests {
    private let hour = Duration.seconds(3600)

    @Test(
        "a bit is cleared a day and its margins after the end, and its position given out when every list that showed it has expired"
    )
    func times() async throws {
        let world = try await TestWorld()
        try await world.register()
        let tokens = try await world.signIn()
        _ = try await world.identity.sessions.signOut(refreshToken: tokens.refreshToken, from: TestWorld.home)
        world.clock.advance(by: hour * 25 + .seconds(899))
        try await world.identity.maintain()
        #expect(try world.publishedStatus(tokens.accessToken) == .invalid)
        world.clock.advance(by: .seconds(1))
        try await world.identity.maintain()
        #expect(try world.publishedStatus(tokens.accessToken) == .valid)

        world.clock.advance(by: hour * 2 + .milliseconds(899_999))
        #expect(try world.reference(try await world.signIn().accessToken).index == 1)
        world.clock.advance(by: .milliseconds(1))
        #expect(try world.reference(try await world.signIn().accessToken).index == 0)
        #expect(try world.reference(try await world.signIn().accessToken).index == 2)
        await world.shutdown()
    }

    @Test("a session that is forgotten does not take its position along, nor give it back twice")
    func retention() async throws {
        let world = try await TestWorld {
            $0.sessionIdleLifetime = .seconds(1000)
            $0.endedSessionRetention = .seconds(60)
        }
        try await world.register()
        let (_, ended, late) = (try await world.signIn(), try await world.signIn(), try await world.signIn())
        _ = try await world.identity.sessions.signOut(refreshToken: ended.refreshToken, from: TestWorld.home)
        world.clock.advance(by: .seconds(1001))
        // One of them is found dead by a refresh rather than by the sweep.
        _ = try await world.identity.sessions.refresh(late.refreshToken, attempt: nil, from: TestWorld.home)
        for _ in 0..<4 {
            world.clock.advance(by: hour * 12)
            try await world.identity.maintain()
        }
        #expect(try await world.database.read { try $0.rows("SELECT id FROM sessions") }.isEmpty)
        #expect(try await world.freePositions().sorted() == [0, 1, 2])
        await world.shutdown()
    }

    @Test(
        "no position is ever given out while a token or a list counts that speaks of its former session",
        arguments: 1...6
    )
    func property(seed: UInt64) async throws {
        let world = try await TestWorld {
            $0.accessTokenLifetime = .seconds(86_400)
            $0.sessionIdleLifetime = .seconds(100_000)
            $0.sessionAbsoluteLifetime = .seconds(200_000)
            $0.endedSessionRetention = .seconds(3600)
            $0.signInThrottle = .unlimited
        }
        try await world.register()
        var model = RecyclingModel(random: SeededGenerator(seed: seed))
        for _ in 0..<250 {
            try await model.step(world)
        }
        // The run means nothing unless positions came back and lists were checked.
        #expect(model.reused > 0)
        #expect(model.checkedBits > 0)
        await world.shutdown()
    }
}

/// What verifiers may hold: every token and every list that was ever given out.
private struct RecyclingModel {
    struct Token {
        let session: SessionID
        let index: Int
        let expiresAt: Int64
    }

    var random: SeededGenerator
    var tokens: [Token] = []
    var lists: [(list: StatusList, expiresAt: Int64)] = []
    var living: [IssuedTokens] = []
    var ended: Set<SessionID> = []
    var reused = 0
    var checkedBits = 0

    mutating func step(_ world: TestWorld) async throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: try await signIn(world)
        case 3: try await refresh(world)
        case 4...5: try await end(world)
        case 6...7: world.clock.advance(by: .seconds(Int.random(in: 1...30_000, using: &random)))
        case 8: try await world.identity.maintain()
        default: try publish(world)
        }
    }

    private mutating func signIn(_ world: TestWorld) async throws {
        let issued = try await world.signIn()
        let index = try world.reference(issued.accessToken).index
        let now = world.clock.moment.seconds
        let former = tokens.filter { $0.index == index }
        if !former.isEmpty { reused += 1 }
        #expect(former.allSatisfy { $0.expiresAt < now }, "a token of a former session of \(index) still counts")
        let isShown = lists.contains { $0.expiresAt >= now && $0.list.status(at: index) == .invalid }
        #expect(!isShown, "a list that shows \(index) as revoked still counts")
        living.append(issued)
        try record(issued, world)
    }

    private mutating func refresh(_ world: TestWorld) async throws {
        guard let position = living.indices.randomElement(using: &random) else { return }
        let outcome = try await world.identity.sessions.refresh(
            living[position].refreshToken,
            attempt: "\(tokens.count)",
            from: TestWorld.home
        )
        guard let issued = outcome.rotated else {
            living.remove(at: position)
            return
        }
        living[position] = issued
        try record(issued, world)
    }

    private mutating func end(_ world: TestWorld) async throws {
        guard let position = living.indices.randomElement(using: &random) else { return }
        let session = living.remove(at: position)
        if try await world.identity.sessions.signOut(refreshToken: session.refreshToken, from: TestWorld.home) {
            ended.insert(session.sessionID)
        }
    }

    private mutating func record(_ issued: IssuedTokens, _ world: TestWorld) throws {
        let claims = try world.claims(issued.accessToken)
        tokens.append(
            Token(
                session: issued.sessionID,
                index: try world.reference(issued.accessToken).index,
                expiresAt: try #require(claims["exp"]?.integer)
            )
        )
    }

    /// Publishes a list: it must show every token that still counts as what its session is.
    private mutating func publish(_ world: TestWorld) throws {
        let list = try #require(try world.publishedList(0))
        let now = world.clock.moment.seconds
        lists.append((list, now + 3600))
        for token in tokens where token.expiresAt > now {
            let expected: TokenStatus = ended.contains(token.session) ? .invalid : .valid
            #expect(list.status(at: token.index) == expected)
            checkedBits += 1
        }
    }
}

/// Random numbers that are the same in every run (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
