import UnixSignals

/// Lets Ctrl-C and SIGTERM stop long work cleanly, so that it can remove partial results.
enum Interruption {
    /// Runs `work` and cancels it when a signal arrives.
    ///
    /// - Parameter work: What to do; it must heed the cancellation of its task.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws: after a signal, `CancellationError`.
    static func cancels<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result
    {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in signals { break }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            do {
                guard let result = try await group.next() else { throw CancellationError() }
                return result
            } catch {
                // What the work removes on its way out belongs to it.
                group.cancelAll()
                while !group.isEmpty { _ = await group.nextResult() }
                throw error
            }
        }
    }
}
