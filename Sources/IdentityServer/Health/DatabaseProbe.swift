import Synchronization

/// Asks whether the database answers, and never waits longer than it may: a database that hangs must not hang whoever asks.
///
/// At most one question is under way, however many ask, so that a database that hangs gets no more of them.
final class DatabaseProbe: Sendable {
    private let ask: @Sendable () async -> Bool
    private let question = Mutex<Task<Bool, Never>?>(nil)

    /// - Parameter ask: whether the database answers; it may take as long as it likes.
    init(ask: @escaping @Sendable () async -> Bool) {
        self.ask = ask
    }

    /// Whether the database answers within a time.
    func answers(within duration: Duration) async -> Bool {
        let question = questionUnderWay()
        let (answers, teller) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(1))
        // Neither is a child of this task, which would have to wait for it.
        let timer = Task {
            try? await Task.sleep(for: duration)
            teller.yield(false)
        }
        Task { teller.yield(await question.value) }
        defer { timer.cancel() }
        return await answers.first { _ in true } ?? false
    }

    private func questionUnderWay() -> Task<Bool, Never> {
        question.withLock { current in
            if let current { return current }
            let task = Task {
                let answer = await ask()
                question.withLock { $0 = nil }
                return answer
            }
            current = task
            return task
        }
    }
}
