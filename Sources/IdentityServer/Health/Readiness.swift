import Synchronization

/// Whether the server takes requests: not before it listens, and no longer once it has been told to stop.
final class Readiness: Sendable {
    enum State: String, Sendable {
        case starting
        case ready
        case draining
    }

    private let state = Mutex(State.starting)

    var current: State { state.withLock { $0 } }

    func becomeReady() { state.withLock { if $0 == .starting { $0 = .ready } } }

    func drain() { state.withLock { $0 = .draining } }
}
