import UnixSignals

/// Lets Ctrl-C and SIGTERM end long work in order, so that it can remove what it has begun.
enum Interruption {
    /// Runs `work` and cancels it when a signal arrives.
    ///
    /// - Parameter work: What to do; it must heed the cancellation of its task.
    /// - Throws: What the work throws: after a signal, `CancellationError`.
    static func cancels(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in signals { throw CancellationError() }
            }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch {
                // What the work removes on its way out belongs to it.
                group.cancelAll()
                while !group.isEmpty { _ = await group.nextResult() }
                throw error
            }
        }
    }
}
