import Testing

@testable import Identity

@Suite struct HashingGateTests {
    private static func gate(
        _ configuration: AdmissionConfiguration = AdmissionConfiguration(concurrency: 1)
    ) -> HashingGate {
        HashingGate(configuration: configuration) { 0 }
    }

    private static func key(_ name: String) -> AdmissionKey { AdmissionKey(address: name, account: name) }

    /// Starts a caller and returns once it waits: the place is taken, so it can't be let in meanwhile.
    private static func waiter(_ gate: HashingGate, _ name: String) async -> Task<Void, any Error> {
        let before = gate.statistics.waiting
        let task = Task { try await gate.enter(key(name)) }
        while gate.statistics.waiting == before { await Task.yield() }
        return task
    }

    @Test func `a waiter is let in when the one before leaves`() async throws {
        let gate = Self.gate()
        try await gate.enter(Self.key("first"))
        let second = await Self.waiter(gate, "second")
        gate.leave(after: .milliseconds(20))
        try await second.value
        #expect(gate.statistics == HashingStatistics(running: 1, waiting: 0, refused: 0, averageMilliseconds: 20))
        gate.leave(after: nil)
        #expect(gate.statistics.running == 0)
    }

    @Test func `a cancelled waiter leaves the queue and the others go on`() async throws {
        let gate = Self.gate()
        try await gate.enter(Self.key("first"))
        let second = await Self.waiter(gate, "second")
        let third = await Self.waiter(gate, "third")
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(gate.statistics.waiting == 1)
        gate.leave(after: .milliseconds(20))
        try await third.value
        #expect(gate.statistics.running == 1)
    }

    @Test func `a task that is cancelled beforehand isn't let in`() async throws {
        let gate = Self.gate()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await gate.enter(Self.key("late"))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(gate.statistics == HashingStatistics(running: 0, waiting: 0, refused: 0, averageMilliseconds: nil))
    }

    @Test func `without room a caller is refused at once, and a displaced waiter too`() async throws {
        let gate = Self.gate(AdmissionConfiguration(concurrency: 1, maximumWaiting: 2))
        try await gate.enter(Self.key("first"))
        _ = await Self.waiter(gate, "flood")
        let last = await Self.waiter(gate, "flood")
        await #expect(throws: HashingOverloaded(retryAfter: 1)) { try await gate.enter(Self.key("flood")) }
        let owner = Task { try await gate.enter(Self.key("owner")) }
        await #expect(throws: HashingOverloaded(retryAfter: 1)) { try await last.value }
        #expect(gate.statistics.waiting == 2 && gate.statistics.refused == 2)
        gate.leave(after: .milliseconds(1))
        gate.leave(after: .milliseconds(1))
        try await owner.value
    }
}
