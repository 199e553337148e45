import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite("Throttling of clients") struct ClientThrottleTests {
    private func outcome(_ authentication: ClientAuthentication) -> String {
        switch authentication {
        case .authenticated: "authenticated"
        case .refused: "refused"
        case .throttled(let seconds): "throttled \(seconds)"
        }
    }

    @Test("after ten failures a name is slowed, and neither the right secret nor an unknown name is answered otherwise")
    func noOracle() async throws {
        let world = try await TestWorld()
        let secret = try await world.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        var answers: [String: [String]] = [:]
        for id in ["notes", "nobody"] {
            for _ in 0..<12 { answers[id, default: []].append(outcome(try await world.proof(id, "wrong"))) }
            answers[id, default: []].append(outcome(try await world.proof(id, secret)))
        }
        let expected = [String](repeating: "refused", count: 10) + [String](repeating: "throttled 3", count: 3)
        #expect(answers == ["notes": expected, "nobody": expected])
        world.clock.advance(by: .seconds(3))
        #expect(try await world.isClient("notes", secret), "nobody waits longer than one interval")
        await world.shutdown()
    }

    @Test("whoever fails is in nobody's way: not of the same client elsewhere, not of another client beside it")
    func others() async throws {
        let world = try await TestWorld()
        let notes = try await world.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        let mail = try await world.identity.clients.create(ClientRegistration(id: "mail"), by: .command).secret.text
        for _ in 0..<20 { _ = try await world.proof("notes", "wrong", from: TestWorld.elsewhere) }
        #expect(try await world.isClient("notes", notes, from: TestWorld.elsewhere) == false)
        #expect(try await world.isClient("notes", notes, from: TestWorld.home))
        #expect(try await world.isClient("mail", mail, from: TestWorld.elsewhere))
        await world.shutdown()
    }

    @Test("who tries many names is slowed by the network")
    func manyNames() async throws {
        let world = try await TestWorld()
        var throttled = 0
        for number in 0..<150 {
            if case .throttled = try await world.proof("name-\(number)", "wrong") { throttled += 1 }
        }
        #expect(throttled == 50)
        await world.shutdown()
    }

    @Test("success counts as nothing: a busy client is never slowed")
    func busyClient() async throws {
        let world = try await TestWorld()
        let secret = try await world.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        for _ in 0..<1000 { try #require(try await world.isClient("notes", secret)) }
        await world.shutdown()
    }

    @Test("whatever is sent, what is kept in memory is bounded")
    func bounds() async throws {
        let throttle = ClientThrottle()
        let memory = ClientMemory()
        let now = Timestamp(seconds: 1_800_000_000)
        for number in 0..<20_000 {
            let id = ClientID("name-\(number)")
            throttle.failed(id, from: "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)", at: now)
            if let id { memory.remember(id, nil, readAt: now) }
        }
        #expect(throttle.count <= ClientThrottle.capacity)
        #expect(memory.count <= 2 * ClientMemory.capacity)
    }

    @Test("a flood of names that nobody has drives no client out of memory")
    func flood() async throws {
        let world = try await TestWorld()
        let secret = try await world.identity.clients.create(ClientRegistration(id: "notes"), by: .command).secret.text
        #expect(try await world.isClient("notes", secret))
        let memory = world.identity.clients.memory
        for number in 0..<10_000 {
            memory.remember(try #require(ClientID("name-\(number)")), nil, readAt: world.clock.moment)
        }
        try await world.database.close()
        #expect(try await world.isClient("notes", secret))
        await world.identity.shutdown()
    }
}
