import Synchronization

/// Whether the server takes requests: not before it listens, and no longer once it has been told to stop.
final class Readiness: Sendable {
    enum State: String, Sendable {
        case starting
        case ready
        case draining
    }

    private let state = Mutex(State.starting)
    /// The same as a flag that every answer may look at.
    private let draining = Atomic(false)

    var current: State { state.withLock { $0 } }

    /// Whether the server has been told to stop.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func becomeReady() { state.withLock { if $0 == .starting { $0 = .ready } } }

    /// - Returns: whether somebody may have seen it ready, and must see that it no longer is.
    @discardableResult
    func drain() -> Bool {
        draining.store(true, ordering: .relaxed)
        return state.withLock { state in
            defer { state = .draining }
            return state == .ready
        }
    }
}
