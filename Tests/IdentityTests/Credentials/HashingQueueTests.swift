import Testing

@testable import Identity

@Suite struct HashingQueueTests {
    private static func queue(
        _ configuration: AdmissionConfiguration = AdmissionConfiguration(concurrency: 1)
    ) -> HashingQueue {
        HashingQueue(configuration: configuration) { 0 }
    }

    private static func key(_ name: String) -> AdmissionKey { AdmissionKey(address: name, account: name) }

    /// Starts a caller and returns once it waits: the place is taken, so it can't be let in meanwhile.
    private static func waiter(_ queue: HashingQueue, _ name: String) async -> Task<Void, any Error> {
        let before = queue.statistics.waiting
        let task = Task { try await queue.enter(key(name)) }
        while queue.statistics.waiting == before { await Task.yield() }
        return task
    }

    @Test func `a waiter is let in when the one before leaves`() async throws {
        let queue = Self.queue()
        try await queue.enter(Self.key("first"))
        let second = await Self.waiter(queue, "second")
        queue.leave(after: .milliseconds(20))
        try await second.value
        #expect(queue.statistics == HashingStatistics(running: 1, waiting: 0, refused: 0, averageMilliseconds: 20))
        queue.leave(after: nil)
        #expect(queue.statistics.running == 0)
    }

    @Test func `a cancelled waiter leaves the queue and the others go on`() async throws {
        let queue = Self.queue()
        try await queue.enter(Self.key("first"))
        let second = await Self.waiter(queue, "second")
        let third = await Self.waiter(queue, "third")
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(queue.statistics.waiting == 1)
        queue.leave(after: .milliseconds(20))
        try await third.value
        #expect(queue.statistics.running == 1)
    }

    @Test func `a task that is cancelled beforehand isn't let in`() async throws {
        let queue = Self.queue()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await queue.enter(Self.key("late"))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(queue.statistics == HashingStatistics(running: 0, waiting: 0, refused: 0, averageMilliseconds: nil))
    }

    @Test func `without room a caller is refused at once, and a displaced waiter too`() async throws {
        let queue = Self.queue(AdmissionConfiguration(concurrency: 1, maximumWaiting: 2))
        try await queue.enter(Self.key("first"))
        _ = await Self.waiter(queue, "flood")
        let last = await Self.waiter(queue, "flood")
        await #expect(throws: HashingOverloaded(retryAfter: 1)) { try await queue.enter(Self.key("flood")) }
        let owner = Task { try await queue.enter(Self.key("owner")) }
        await #expect(throws: HashingOverloaded(retryAfter: 1)) { try await last.value }
        #expect(queue.statistics.waiting == 2 && queue.statistics.refused == 2)
        queue.leave(after: .milliseconds(1))
        queue.leave(after: .milliseconds(1))
        try await owner.value
    }
}
