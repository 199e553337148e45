import Persistence
import Synchronization
import TesseraJOSE
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `A clock that jumps` {
    private let hour = Duration.seconds(3600)

    @Test func `back by an hour keeps nobody out for longer than one interval`() async throws {
        let world = try await TestWorld()
        try await world.register()
        _ = try await world.signIn()
        world.clock.advance(by: .zero - hour)
        // Nobody can know how full the buckets are: they count as empty, once.
        var refusals = 0
        while refusals < 3600, try await refusal({ try await world.signIn() }) == .tooManyAttempts {
            refusals += 1
            world.clock.advance(by: .seconds(1))
        }
        let configuration = SignInThrottleConfiguration()
        let longest =
            [configuration.address, configuration.identifierAndAddress, configuration.identifier]
            .map(\.intervalMilliseconds).max() ?? 0
        #expect(refusals <= longest / 1000)
        await world.shutdown()
    }

    @Test func `back by an hour keeps no client out for longer than one interval`() {
        let (throttle, now) = (ClientThrottle(), Timestamp(seconds: 1_800_000_000))
        for _ in 0..<3 { throttle.failed(nil, from: "192.0.2.1", at: now + hour) }
        #expect(throttle.wait(for: nil, from: "192.0.2.1", at: now) == 3)
        #expect(throttle.wait(for: nil, from: "192.0.2.1", at: now + .seconds(3)) == nil)
    }

    @Test func `back to before the first key's time leaves a key that signs at once, and makes no other`() async throws
    {
        let world = try await TestWorld()
        try await world.register()
        let service = world.identity.signingKeys
        let key = try #require(try await service.list().first)
        world.clock.advance(by: .zero - hour)
        #expect(try service.signer().keyID == key.id)
        for jump in [.zero, hour, .zero - hour, hour] {
            world.clock.advance(by: jump)
            try await world.identity.maintain()
            #expect(try service.signer().keyID == key.id)
            #expect(try await service.list().map { $0.state(at: world.clock.moment) } == [.signing])
        }
        await world.shutdown()
    }

    @Test func `ahead over a rotation and back goes on with the successor, since the old key's private part is gone`()
        async throws
    {
        let world = try await TestWorld()
        let service = world.identity.signingKeys
        let first = try #require(try await service.list().first)
        world.clock.advance(by: .seconds(30 * 86_400) - .seconds(1800))
        try await world.identity.maintain()
        let successor = try #require(try await service.list().last)
        #expect(successor.id != first.id && successor.state(at: world.clock.moment) == .published)

        world.clock.advance(by: hour)
        try await world.identity.maintain()
        #expect(try service.signer().keyID == successor.id)
        world.clock.advance(by: .zero - hour)
        #expect(try service.signer().keyID == successor.id)
        for jump in [.zero, hour, .zero - hour] {
            world.clock.advance(by: jump)
            try await world.identity.maintain()
            #expect(try service.signer().keyID == successor.id)
            #expect(try await service.list().count == 2)
        }
        await world.shutdown()
    }

    @Test func `back by an hour lets an honest client refresh, and gives it a token whose time has come`() async throws
    {
        let world = try await TestWorld()
        try await world.register()
        let ahead = try await world.signIn()
        world.clock.advance(by: .zero - hour)
        let next = try #require(
            try await world.identity.sessions.refresh(ahead.refreshToken, attempt: "1", from: TestWorld.home).rotated
        )
        #expect(try world.claims(next.accessToken)["iat"]?.integer == world.clock.moment.seconds)
        // Its answer was lost, and it asks again.
        let again = try await world.identity.sessions.refresh(ahead.refreshToken, attempt: "1", from: TestWorld.home)
        #expect(again.repeated?.refreshToken == next.refreshToken)
        await world.shutdown()
    }

    @Test func `a status list says when it was made by the clock as it is now`() async throws {
        let world = try await TestWorld()
        try await world.register()
        _ = try await world.signIn()
        for jump in [.zero, hour, .zero - hour] {
            world.clock.advance(by: jump)
            let list = try #require(try world.identity.status.currentList(0))
            #expect(list.madeAt == world.clock.moment)
        }
        await world.shutdown()
    }

    @Test func `ahead by an hour makes no status stale whose database failed a moment ago, and back keeps none fresh`()
        async throws
    {
        let failing = FailingDatabase(base: try await TestDatabase.fresh())
        let clock = ManualClock()
        let uptime = Mutex(Duration.zero)
        let configuration = try IdentityConfiguration(issuer: TestWorld.issuer)
        let identity = try await IdentitySystem(
            database: failing,
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: configuration,
            time: TimeSource(now: { clock.moment }, uptime: { uptime.withLock { $0 } }),
            logger: LogRecorder().logger
        )
        failing.failReads(.unavailable)
        try? await identity.status.catchUp()
        clock.advance(by: hour)
        #expect(identity.status.isCurrent)
        uptime.withLock { $0 = configuration.statusListTimeToLive + .seconds(1) }
        clock.advance(by: .zero - hour)
        #expect(!identity.status.isCurrent)
        await identity.shutdown()
    }

    @Test func `ahead by an hour, the verifiers that are connected to this server stay connected`() async throws {
        let world = try await TestWorld()
        let subscription = world.identity.status.subscribe(after: nil)
        _ = try await world.identity.verifiers.connect(name: "notes", address: "192.0.2.9")
        world.clock.advance(by: hour)
        try await world.identity.maintain()
        let connected = try await world.database.read {
            try $0.rows("SELECT name FROM verifiers WHERE disconnected_at IS NULL").count
        }
        #expect(connected == 1)
        world.identity.status.end(subscription)
        await world.shutdown()
    }
}
