import Synchronization

/// Counts what all clients together were answered.
final class AnswerCounter: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}
