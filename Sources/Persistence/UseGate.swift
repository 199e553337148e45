import Synchronization

/// Counts what is under way on a database, so that it is closed after the last of it and never beneath one.
package final class UseGate: Sendable {
    private struct State {
        var uses = 0
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Begins a use, if the database is open.
    package func enter() throws(PersistenceError) {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.uses += 1 }
            return !state.isClosed
        }
        guard isOpen else { throw .closed }
    }

    /// Ends a use.
    package func leave() {
        let closers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.uses -= 1
            guard state.isClosed, state.uses == 0 else { return [] }
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    /// Refuses new uses and waits for those under way.
    ///
    /// - Returns: Whether this call closed the gate, rather than an earlier one.
    package func close() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.uses > 0 { state.closers.append(continuation) }
                return state.uses == 0
            }
            if isIdle { continuation.resume() }
        }
        return isFirst
    }
}
