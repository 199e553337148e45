import Synchronization

/// What the service remembers of clients for up to a second, so that proving who one is costs no database read.
///
/// Bounded, whatever is asked for: the names that nobody has are kept apart, so that a flood of them drives no client out.
final class ClientMemory: Sendable {
    /// For how long a reading is believed: a client that another process disables is refused after this.
    static let lifetime: Duration = .seconds(1)
    /// How many clients, and how many names that nobody has, are remembered.
    static let capacity = 4096

    private struct State {
        var known: [ClientID: (row: ClientRow, readAt: Timestamp)] = [:]
        var unknown: [ClientID: Timestamp] = [:]
        var lastUses: [ClientID: Timestamp] = [:]
    }

    private let state = Mutex(State())

    /// What is remembered of a name.
    enum Finding {
        /// There is this client.
        case client(ClientRow)
        /// There is no such client.
        case nobody
        /// Nothing that could be believed; ask the database.
        case nothing
    }

    /// What is remembered of `id` at `now`.
    func find(_ id: ClientID, at now: Timestamp) -> Finding {
        state.withLock { state in
            if let (row, readAt) = state.known[id], Self.isFresh(readAt, at: now) { return .client(row) }
            if let readAt = state.unknown[id], Self.isFresh(readAt, at: now) { return .nobody }
            return .nothing
        }
    }

    /// Remembers what a reading that began at `moment` said.
    func remember(_ id: ClientID, _ row: ClientRow?, readAt moment: Timestamp) {
        state.withLock { state in
            if let row {
                state.unknown[id] = nil
                if state.known[id] == nil, state.known.count >= Self.capacity {
                    state.known = state.known.filter { Self.isFresh($0.value.readAt, at: moment) }
                    if state.known.count >= Self.capacity { state.known.removeAll() }
                }
                state.known[id] = (row, moment)
            } else {
                state.known[id] = nil
                if state.unknown[id] == nil, state.unknown.count >= Self.capacity {
                    state.unknown = state.unknown.filter { Self.isFresh($0.value, at: moment) }
                    if state.unknown.count >= Self.capacity { state.unknown.removeAll() }
                }
                state.unknown[id] = moment
            }
        }
    }

    /// Forgets a client that has been changed by this process.
    func forget(_ id: ClientID) {
        state.withLock { state in
            state.known[id] = nil
            state.unknown[id] = nil
        }
    }

    /// Forgets what was read of every client; when each was used stays.
    func forgetAll() {
        state.withLock { state in
            state.known = [:]
            state.unknown = [:]
        }
    }

    /// Notes that a client was used.
    ///
    /// Only clients that exist come here, so their number is the operator's.
    func noteUse(_ id: ClientID, at now: Timestamp) {
        state.withLock { $0.lastUses[id] = now }
    }

    /// The uses since the last call.
    func takeUses() -> [ClientID: Timestamp] {
        state.withLock { state in
            defer { state.lastUses = [:] }
            return state.lastUses
        }
    }

    /// Takes uses back that could not be written down, unless there are later ones.
    func returnUses(_ uses: [ClientID: Timestamp]) {
        state.withLock { $0.lastUses.merge(uses) { later, _ in later } }
    }

    /// How many names are remembered, for the bound.
    var count: Int { state.withLock { $0.known.count + $0.unknown.count } }

    /// A clock that went backwards makes every reading old.
    private static func isFresh(_ readAt: Timestamp, at now: Timestamp) -> Bool {
        let age = now - readAt
        return age >= 0 && age < lifetime.wholeMilliseconds
    }
}
