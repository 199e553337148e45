import Persistence
import Synchronization

/// A database before one of whose writes a test lets something else happen, as if another request or node had come in between.
final class InterposedDatabase: Database {
    typealias Event = @Sendable () async throws -> Void

    private let base: any Database
    private let waiting = Mutex<(writes: Int, event: Event)?>(nil)

    init(_ base: any Database) {
        self.base = base
    }

    /// Lets `event` happen once, after so many of the writes that follow and before the next.
    func interpose(afterWrites writes: Int, _ event: @escaping Event) {
        waiting.withLock { $0 = (writes, event) }
    }

    /// Whether the event has happened.
    var hasHappened: Bool { waiting.withLock { $0 == nil } }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await base.read(body)
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let due = waiting.withLock { waiting -> Event? in
            guard let (writes, event) = waiting else { return nil }
            waiting = writes == 0 ? nil : (writes - 1, event)
            return writes == 0 ? event : nil
        }
        try await due?()
        return try await base.write(isolation: isolation, body)
    }

    func announcements() -> AsyncStream<Announcement> { base.announcements() }

    var isAnnouncing: Bool { base.isAnnouncing }

    func close() async throws {
        try await base.close()
    }
}
