import Persistence
import Synchronization

/// Counts the reads under way, so that the database is closed after the last of them and never beneath one.
final class ReadGate: Sendable {
    private struct State {
        var reads = 0
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() throws(PersistenceError) {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.reads += 1 }
            return !state.isClosed
        }
        guard isOpen else { throw .closed }
    }

    func leave() {
        let closers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.reads -= 1
            guard state.isClosed, state.reads == 0 else { return [] }
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    /// Refuses new reads and waits for those under way.
    ///
    /// - Returns: Whether this call closed the gate, rather than an earlier one.
    func close() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.reads > 0 { state.closers.append(continuation) }
                return state.reads == 0
            }
            if isIdle { continuation.resume() }
        }
        return isFirst
    }
}
