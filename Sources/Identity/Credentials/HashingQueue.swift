internal import Synchronization

/// The thin shell around ``HashingScheduler``: callers suspend here until they may hash.
final class HashingQueue: Sendable {
    private typealias Ticket = HashingScheduler.Ticket
    private typealias Continuation = CheckedContinuation<Void, any Error>

    private struct State {
        var admission: HashingScheduler
        var nextTicket: Ticket = 0
        /// Tickets that were given out and haven't asked for a place yet.
        var announced: Set<Ticket> = []
        var continuations: [Ticket: Continuation] = [:]
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - configuration: The bounds.
    ///   - now: Milliseconds on a steady clock.
    init(configuration: AdmissionConfiguration, now: @escaping @Sendable () -> Int64) {
        self.state = Mutex(State(admission: HashingScheduler(configuration: configuration)))
        self.now = now
    }

    /// Returns once the caller may hash; then ``leave(after:)`` must follow.
    ///
    /// - Throws: ``HashingOverloaded``, or `CancellationError` when the task is cancelled while it waits.
    func enter(_ key: AdmissionKey) async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            state.announced.insert(state.nextTicket)
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Continuation) in
                let calls = state.withLock { state -> [WakeUp] in
                    guard state.announced.remove(ticket) != nil else {
                        return [WakeUp(continuation: continuation, result: .failure(CancellationError()))]
                    }
                    state.continuations[ticket] = continuation
                    return self.wakeUps(for: state.admission.arrive(ticket, key, now: now()), &state)
                }
                for wakeUp in calls { wakeUp() }
            }
        } onCancel: {
            let continuation = state.withLock { state -> Continuation? in
                if state.announced.remove(ticket) != nil { return nil }
                guard state.admission.cancel(ticket) else { return nil }
                return state.continuations.removeValue(forKey: ticket)
            }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// Turns a caller away who would find no room.
    ///
    /// - Throws: ``HashingOverloaded``. When it doesn't, ``enter(_:)`` may still do so: others arrive meanwhile.
    func expectRoom(for key: AdmissionKey) throws(HashingOverloaded) {
        let overloaded = state.withLock { state in
            state.admission.turnsAway(key, now: now())
                ? HashingOverloaded(retryAfter: state.admission.retryAfter) : nil
        }
        if let overloaded { throw overloaded }
    }

    /// Gives the place to the next caller.
    ///
    /// - Parameter duration: How long the hash ran; `nil` when it didn't run.
    func leave(after duration: Duration?) {
        let milliseconds = duration.map {
            Double($0.components.seconds) * 1e3 + Double($0.components.attoseconds) / 1e15
        }
        let calls = state.withLock { state in
            self.wakeUps(for: state.admission.finish(after: milliseconds, now: now()), &state)
        }
        for wakeUp in calls { wakeUp() }
    }

    var statistics: HashingStatistics {
        state.withLock { state in
            HashingStatistics(
                running: state.admission.running,
                waiting: state.admission.waiting,
                refused: state.admission.refused,
                averageMilliseconds: state.admission.averageMilliseconds
            )
        }
    }

    /// A caller to resume once the lock is open again.
    private struct WakeUp: Sendable {
        let continuation: Continuation
        let result: Result<Void, any Error>

        func callAsFunction() { continuation.resume(with: result) }
    }

    private func wakeUps(for effects: HashingScheduler.Effects, _ state: inout State) -> [WakeUp] {
        let overloaded = HashingOverloaded(retryAfter: state.admission.retryAfter)
        var wakeUps: [WakeUp] = []
        for (tickets, result) in [
            (effects.admitted, Result<Void, any Error>.success(())), (effects.refused, .failure(overloaded)),
        ] {
            for ticket in tickets {
                guard let continuation = state.continuations.removeValue(forKey: ticket) else { continue }
                wakeUps.append(WakeUp(continuation: continuation, result: result))
            }
        }
        return wakeUps
    }
}
